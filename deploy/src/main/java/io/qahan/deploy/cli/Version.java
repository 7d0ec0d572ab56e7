package io.qahan.deploy.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the build, from the jar's manifest. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "qahan " + (version == null ? "(development)" : version),
      "Java " + System.getProperty("java.version")
    };
  }
}
