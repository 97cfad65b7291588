/** What the agent and the public API share: the installed state. Not part of the API. */
@NullMarked
package io.greenloom.internal;

import org.jspecify.annotations.NullMarked;
