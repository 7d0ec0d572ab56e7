package io.qahan.deploy.operate.lag;

import java.util.List;

/**
 * How far a group is behind in a topic.
 *
 * @param type {@code Classic}, {@code Consumer}, {@code Share} or {@code Streams}
 * @param state {@code Stable}, {@code Empty} and so on
 * @param topic full name; empty if the group has committed nothing yet
 * @param partitions that it has committed in
 * @param next the sum of the offsets from which they go on
 * @param lag records to the end of what is committed; null if the broker does not say. Markers of
 *     transactions count like records, so a group that is up to date may show a few
 */
public record GroupLagRow(
    String group, String type, String state, String topic, int partitions, long next, Long lag) {
  static final List<String> COLUMNS =
      List.of("group", "type", "state", "topic", "partitions", "lag");

  List<String> cells() {
    return List.of(
        group,
        type,
        state,
        topic,
        Integer.toString(partitions),
        lag == null ? "" : Long.toString(lag));
  }
}
