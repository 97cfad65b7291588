/** The settings, each with its name, default, parser and one-line help. Not part of the API. */
@NullMarked
package io.greenloom.internal.config;

import org.jspecify.annotations.NullMarked;
