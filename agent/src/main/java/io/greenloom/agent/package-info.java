/** The Java agent: options, patches, installation. Not part of the API. */
@NullMarked
package io.greenloom.agent;

import org.jspecify.annotations.NullMarked;
