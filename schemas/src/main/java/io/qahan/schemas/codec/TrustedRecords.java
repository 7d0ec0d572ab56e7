package io.qahan.schemas.codec;

import org.apache.avro.util.ClassSecurityValidator;

/**
 * Avro makes only objects of classes it was told to trust, so that hostile schemas cannot name
 * others. Ours are added to whatever the process trusts already, once: the topics' records, and
 * those that a service keeps in stores of its own.
 */
public final class TrustedRecords {
  private static final String OURS = "io.qahan.";

  static {
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(), type -> type.getName().startsWith(OURS)));
  }

  private TrustedRecords() {}

  /** Makes sure of it. {@link Codecs} does so by itself. */
  public static void register() {
    // Loading this class is what counts.
  }
}
