/**
 * gevent's behaviours B01 to B62, each a test of its number. They run in a JVM that has Greenloom:
 * with the agent and one hub, with the agent as it is, and attached by {@code Monkey.patchAll()}.
 */
@NullMarked
package io.greenloom.it.behaviour;

import org.jspecify.annotations.NullMarked;
