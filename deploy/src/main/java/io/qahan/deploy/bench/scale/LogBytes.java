package io.qahan.deploy.bench.scale;

import io.qahan.deploy.cli.CommandFailedException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/**
 * How large the logs of all topics are, Kafka's own included.
 *
 * @param byTopic bytes by full name; of each record one copy counts, however many there are
 */
record LogBytes(SortedMap<String, Double> byTopic) {
  /** The parts of what is written that are not worth a line. */
  private static final double LEAST = 0.5;

  /**
   * Asks the brokers.
   *
   * @throws CommandFailedException if they do not tell
   */
  static LogBytes of(Admin admin) throws InterruptedException {
    try {
      List<Integer> brokers = admin.describeCluster().nodes().get().stream().map(Node::id).toList();
      Map<TopicPartition, double[]> sizes = new HashMap<>();
      for (Map<String, LogDirDescription> directories :
          admin.describeLogDirs(brokers).allDescriptions().get().values()) {
        for (LogDirDescription directory : directories.values()) {
          directory.replicaInfos().forEach((partition, replica) -> add(sizes, partition, replica));
        }
      }
      SortedMap<String, Double> byTopic = new TreeMap<>();
      sizes.forEach(
          (partition, sum) -> byTopic.merge(partition.topic(), sum[0] / sum[1], Double::sum));
      return new LogBytes(byTopic);
    } catch (ExecutionException e) {
      throw new CommandFailedException(
          "The brokers do not say how large their logs are: " + e.getCause().getMessage(), e);
    }
  }

  private static void add(
      Map<TopicPartition, double[]> sizes, TopicPartition partition, ReplicaInfo replica) {
    double[] sum = sizes.computeIfAbsent(partition, p -> new double[2]);
    sum[0] += replica.size();
    sum[1]++;
  }

  /** What was written since, for each image; topics that did not grow are left out. */
  SortedMap<String, Double> sinceByImage(LogBytes before, int images) {
    SortedMap<String, Double> grown = new TreeMap<>();
    byTopic.forEach(
        (topic, bytes) -> {
          double each = (bytes - before.byTopic.getOrDefault(topic, 0.0)) / Math.max(1, images);
          if (each >= LEAST) {
            grown.put(topic, each);
          }
        });
    return grown;
  }
}
