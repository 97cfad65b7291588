package io.greenloom.it.suites;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The program of the child JVM: runs tests and writes down at once how each of them fares. */
public final class SuiteRunner implements TestExecutionListener {
  private final PrintStream results;
  private final long start = System.nanoTime();

  private SuiteRunner(PrintStream results) {
    this.results = results;
  }

  /** The results file, then options {@code name=value} as {@link #request} reads them. */
  public static void main(String[] args) throws IOException {
    try (PrintStream results =
        new PrintStream(Files.newOutputStream(Path.of(args[0])), true, StandardCharsets.UTF_8)) {
      LauncherFactory.create().execute(request(args), new SuiteRunner(results));
      results.println(Outcome.END);
    }
    // a suite may leave threads behind that are no daemons
    System.exit(0);
  }

  private static LauncherDiscoveryRequest request(String[] args) {
    LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
    for (int i = 1; i < args.length; i++) {
      int equals = args[i].indexOf('=');
      String value = args[i].substring(equals + 1);
      switch (args[i].substring(0, equals)) {
        case "jar" -> request.selectors(selectClasspathRoots(Set.of(Path.of(value))));
        case "id" -> request.selectors(selectUniqueId(value));
        case "classes" -> request.filters(ClassNameFilter.includeClassNamePatterns(value));
        case "except" -> request.filters((PostDiscoveryFilter) test -> unless(value, test));
        default -> throw new IllegalArgumentException(args[i]);
      }
    }
    return request.build();
  }

  private static FilterResult unless(String excluded, TestDescriptor test) {
    boolean included =
        test.getSource()
            .filter(MethodSource.class::isInstance)
            .map(MethodSource.class::cast)
            .map(method -> !nameOf(method).matches(excluded))
            .orElse(true);
    return FilterResult.includedIf(included);
  }

  private static String nameOf(MethodSource method) {
    return method.getClassName() + "." + method.getMethodName();
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    if (test.isTest()) {
      write(Outcome.STARTED, test, "");
    }
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    write(Outcome.SKIPPED, test, reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    switch (result.getStatus()) {
      case SUCCESSFUL -> {
        if (test.isTest()) {
          write(Outcome.PASSED, test, "");
        }
      }
      case ABORTED -> write(Outcome.SKIPPED, test, trace(result));
      // a container, too: its tests did not run, or not to the end
      case FAILED -> write(Outcome.FAILED, test, trace(result));
    }
  }

  private void write(Outcome outcome, TestIdentifier test, String detail) {
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    String line =
        outcome + "\t" + millis + "\t" + test.getUniqueId() + "\t" + nameOf(test) + "\t" + detail;
    synchronized (results) {
      results.println(line.replace("\r", "").replace("\n", "\\n"));
    }
  }

  /** A short name for people; several tests may share it. */
  private static String nameOf(TestIdentifier test) {
    return test.getSource()
        .filter(MethodSource.class::isInstance)
        .map(MethodSource.class::cast)
        .map(SuiteRunner::nameOf)
        .orElse(test.getLegacyReportingName());
  }

  private static String trace(TestExecutionResult result) {
    StringWriter text = new StringWriter();
    result.getThrowable().ifPresent(thrown -> thrown.printStackTrace(new PrintWriter(text)));
    return text.toString();
  }
}
