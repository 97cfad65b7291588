/**
 * The URL fetcher of the gevent introduction, once in plain threads and once in greenlets, with the
 * mock server and the comparison that show what Greenloom does to the first.
 */
@NullMarked
package io.greenloom.sample;

import org.jspecify.annotations.NullMarked;
