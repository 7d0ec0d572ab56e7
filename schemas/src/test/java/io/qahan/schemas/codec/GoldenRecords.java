package io.qahan.schemas.codec;

import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * The schemas of each released version and a record written with them, kept as resources under
 * {@code golden/v<number>}. Never change them: add the next version beside them by running {@link
 * #main}.
 */
final class GoldenRecords {
  private GoldenRecords() {}

  /** Every schema version of a topic, oldest first; some topics came with a later one. */
  static List<Schema> schemasOf(Topic<?> topic) {
    return everyVersionOf(topic.base() + ".avsc").stream()
        .map(json -> new Schema.Parser().parse(new String(json, StandardCharsets.UTF_8)))
        .toList();
  }

  /** The sample record of a topic as the first version wrote it. */
  static byte[] firstVersionOf(Topic<?> topic) {
    return everyVersionOf(topic.base() + ".bin").get(0);
  }

  /** The sample record of a topic as the newest version wrote it. */
  static byte[] newestVersionOf(Topic<?> topic) {
    List<byte[]> all = everyVersionOf(topic.base() + ".bin");
    return all.get(all.size() - 1);
  }

  private static List<byte[]> everyVersionOf(String file) {
    List<byte[]> all = new ArrayList<>();
    for (int version = 1; resource(version, Topics.IMAGES.base() + ".avsc") != null; version++) {
      byte[] content = resource(version, file);
      if (content != null) {
        all.add(content);
      }
    }
    return all;
  }

  private static byte[] resource(int version, String file) {
    String name = "/golden/v" + version + "/" + file;
    try (InputStream in = GoldenRecords.class.getResourceAsStream(name)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the schemas and sample records of today into the folder given. */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    Codecs codecs = Codecs.singleObject(new TopicNames("qahan."));
    for (var sample : SampleRecords.all().entrySet()) {
      String base = sample.getKey().base();
      Files.writeString(folder.resolve(base + ".avsc"), sample.getKey().schema().toString(true));
      Files.write(
          folder.resolve(base + ".bin"), encode(codecs, sample.getKey(), sample.getValue()));
    }
  }

  @SuppressWarnings("unchecked") // the samples are keyed by their own topic
  static <T extends SpecificRecord> byte[] encode(
      Codecs codecs, Topic<T> topic, SpecificRecord value) {
    return codecs.of(topic).encode((T) value);
  }
}
