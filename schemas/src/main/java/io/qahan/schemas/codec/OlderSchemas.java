package io.qahan.schemas.codec;

import io.qahan.schemas.topic.Topic;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;

/**
 * Schemas that a topic's records were written with before its schema was changed: resources {@code
 * older/<topic>.v<number>.avsc}, from 1 on. A schema that has never changed has none.
 */
public final class OlderSchemas {
  private OlderSchemas() {}

  /** Oldest first. */
  public static List<Schema> of(Topic<?> topic) {
    List<Schema> schemas = new ArrayList<>();
    for (int version = 1; ; version++) {
      String name = String.format(Locale.ROOT, "older/%s.v%d.avsc", topic.base(), version);
      try (InputStream in = OlderSchemas.class.getResourceAsStream(name)) {
        if (in == null) {
          return schemas;
        }
        schemas.add(new Schema.Parser().parse(in));
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read the schema [" + name + "]", e);
      }
    }
  }
}
