package io.qahan.deploy.bench.profile;

import java.util.Map;

/**
 * Of the kind of work that a method is part of. Finer than a module, coarser than a class: what a
 * reader of a profile wants to add up.
 */
final class Workload {
  /** What no package tells. */
  static final String OTHER = "other";

  /** The longest prefix of a class's name counts. */
  private static final Map<String, String> PREFIXES =
      Map.ofEntries(
          Map.entry("io.qahan.ingest.image.", "decode"),
          Map.entry("io.qahan.ingest.conv.", "features"),
          Map.entry("io.qahan.ingest.torchscript.", "features"),
          Map.entry("io.qahan.ingest.head.", "classify"),
          Map.entry("io.qahan.ingest.stream.", "ingest"),
          Map.entry("io.qahan.ingest.candidate.", "label queue"),
          Map.entry("io.qahan.ingest.", "page"),
          Map.entry("io.qahan.qubo.", "masks"),
          Map.entry("io.qahan.dwave.", "masks"),
          Map.entry("io.qahan.trainer.join.", "join"),
          Map.entry("io.qahan.trainer.", "training"),
          Map.entry("io.qahan.deploy.", "bench"),
          Map.entry("org.rocksdb.", "RocksDB"),
          Map.entry("org.apache.avro.", "records"),
          Map.entry("io.qahan.schemas.codec.", "records"),
          Map.entry("org.apache.kafka.streams.", "Streams"),
          Map.entry("org.apache.kafka.clients.consumer.", "consumer"),
          Map.entry("org.apache.kafka.clients.producer.", "producer"),
          Map.entry("org.apache.kafka.clients.admin.", "admin"),
          Map.entry("kafka.", "broker"),
          Map.entry("org.apache.kafka.server.", "broker"),
          Map.entry("org.apache.kafka.storage.", "broker"),
          Map.entry("org.apache.kafka.coordinator.", "broker"),
          Map.entry("org.apache.kafka.controller.", "broker"),
          Map.entry("org.apache.kafka.raft.", "broker"),
          Map.entry("org.apache.kafka.common.requests.", "protocol"),
          Map.entry("org.apache.kafka.common.protocol.", "protocol"),
          Map.entry("org.apache.kafka.common.network.", "network"),
          Map.entry("io.micrometer.", "metrics"));

  private Workload() {}

  /**
   * The kind of a class's work, {@link #OTHER} if its name does not tell: then its caller's does.
   */
  static String of(String className) {
    for (int end = className.lastIndexOf('.'); end > 0; end = className.lastIndexOf('.', end - 1)) {
      String known = PREFIXES.get(className.substring(0, end + 1));
      if (known != null) {
        return known;
      }
    }
    return OTHER;
  }
}
