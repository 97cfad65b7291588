package io.greenloom.sample;

import picocli.CommandLine.IVersionProvider;

/** Tells the version that the jar's manifest carries. */
public final class VersionProvider implements IVersionProvider {

  /** Makes one; picocli does. */
  public VersionProvider() {}

  @Override
  public String[] getVersion() {
    String version = VersionProvider.class.getPackage().getImplementationVersion();
    return new String[] {
      "Greenloom sample " + (version == null ? "(not packaged)" : version),
      "Java " + Runtime.version()
    };
  }
}
