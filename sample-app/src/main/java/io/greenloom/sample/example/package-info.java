/** gevent's examples in Java: each a class of its own, to be read and copied. */
@NullMarked
package io.greenloom.sample.example;

import org.jspecify.annotations.NullMarked;
