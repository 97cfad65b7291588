package io.greenloom.it;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.AssertionFailedError;

/** Turns the outcome of tests marked {@link KnownLimitation} round. */
final class KnownLimitationExtension implements InvocationInterceptor {
  KnownLimitationExtension() {}

  @Override
  public void interceptTestMethod(
      Invocation<Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context)
      throws Throwable {
    try {
      test.proceed();
    } catch (AssertionError expected) {
      return;
    }
    throw new AssertionFailedError(
        "works now, so it is no known limitation any more: "
            + method.getExecutable().getAnnotation(KnownLimitation.class).value());
  }
}
