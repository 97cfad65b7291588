/** The patches, listed in one registry, and what puts them into classes. Not part of the API. */
@NullMarked
package io.greenloom.agent.patch;

import org.jspecify.annotations.NullMarked;
