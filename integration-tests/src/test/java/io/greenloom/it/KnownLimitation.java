package io.greenloom.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** On a test of what does not work yet: it must fail, and fails the build when it passes. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(KnownLimitationExtension.class)
@interface KnownLimitation {
  /** Why it does not work. */
  String value();
}
