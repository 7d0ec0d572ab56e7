package io.qahan.schemas.codec;

import org.apache.avro.util.ClassSecurityValidator;

/**
 * Avro makes only objects of classes it was told to trust, so that hostile schemas cannot name
 * others. Ours are added to whatever the process trusts already, once.
 */
final class TrustedRecords {
  private static final String OURS = "io.qahan.schemas.avro";

  static {
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(), type -> type.getPackageName().equals(OURS)));
  }

  private TrustedRecords() {}

  /** Loading this class is what counts. */
  static void register() {}
}
