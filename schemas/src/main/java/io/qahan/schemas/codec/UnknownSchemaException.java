package io.qahan.schemas.codec;

import java.util.Locale;

/**
 * The registry says that it has no Avro schema of an id. The record that names it cannot be read.
 */
final class UnknownSchemaException extends Exception {
  private static final long serialVersionUID = 1L;

  UnknownSchemaException(int id, String url, Throwable cause) {
    super(
        String.format(Locale.ROOT, "the schema registry at [%s] has no schema [%d]", url, id),
        cause);
  }

  /** Of an id whose schema is of another kind, in the registry's words. */
  UnknownSchemaException(int id, String url, String kind, Throwable cause) {
    super(
        String.format(
            Locale.ROOT,
            "schema [%d] of the schema registry at [%s] is of kind [%s]; it must be AVRO",
            id,
            url,
            kind),
        cause);
  }
}
