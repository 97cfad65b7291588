/** Programs written against Greenloom's API. */
@NullMarked
package io.greenloom.it.api;

import org.jspecify.annotations.NullMarked;
