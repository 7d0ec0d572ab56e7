package io.qahan.deploy.process;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How many processes of each kind there are.
 *
 * @param brokers how many
 * @param copies how many of them keep each record
 * @param partitions of the topics that are keyed by image id
 */
public record ClusterShape(
    int brokers, int copies, int partitions, int ingest, int workers, int trainers) {
  /** The services by the names of their processes, {@code ingest-1} and so on. */
  public List<String> services() {
    return counts().entrySet().stream()
        .flatMap(kind -> names(kind.getKey(), kind.getValue()).stream())
        .toList();
  }

  /** The brokers by the names of their processes. */
  public List<String> brokerNames() {
    return names(ProcessCluster.BROKER, brokers);
  }

  Map<String, Integer> counts() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    counts.put(ProcessCluster.INGEST, ingest);
    counts.put(ProcessCluster.WORKER, workers);
    counts.put(ProcessCluster.TRAINER, trainers);
    return counts;
  }

  private static List<String> names(String kind, int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(number -> String.format(Locale.ROOT, "%s-%d", kind, number))
        .toList();
  }
}
