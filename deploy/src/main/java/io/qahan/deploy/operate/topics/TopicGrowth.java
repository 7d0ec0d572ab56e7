package io.qahan.deploy.operate.topics;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.operate.Brokers;
import io.qahan.ingest.stream.IngestProperties;
import io.qahan.ingest.stream.IngestTopology;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.ImageRoute;
import io.qahan.schemas.topic.PartitionCounts;
import io.qahan.schemas.topic.PartitionOffsets;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;

/**
 * More partitions for the route of an image: images, mask-requests, mask-results, and the
 * changelogs in which ingest keeps what it knows by partition. All records stay where they are. An
 * image that waits is answered by the task of its partition when ingest runs again; nothing on the
 * route is looked for by the hash of its key.
 *
 * <p>Each step only adds what is missing, so a growth that was cut short goes on when the command
 * is given again, and topics that somebody grew by hand are brought into line.
 */
final class TopicGrowth {
  private final Admin admin;
  private final TopicNames names;
  private final List<String> route;
  private final List<String> changelogs;
  private final Map<String, String> services;

  TopicGrowth(Admin admin, Settings settings) {
    this.admin = admin;
    String prefix = settings.get(CommonSettings.TOPIC_PREFIX);
    String ingest = IngestProperties.applicationId(settings);
    this.names = TopicNames.from(settings);
    this.route = ImageRoute.of(names);
    this.changelogs = IngestTopology.changelogs(ingest);
    this.services =
        new TreeMap<>(
            Map.of(
                ingest,
                "ingest",
                prefix + "qubo-workers",
                "worker",
                prefix + "qubo-workers-share",
                "worker"));
  }

  /** What a growth did. */
  record Growth(int partitions, Map<String, Integer> before, Map<String, Integer> grown) {}

  /**
   * Grows, if anything is smaller.
   *
   * @param partitions how many all shall have
   * @param patience how long to wait for services that are about to stop
   * @throws CommandFailedException if services run, topics are missing, or one has more partitions
   *     already
   */
  Growth to(int partitions, Duration patience) throws ExecutionException, InterruptedException {
    PartitionCounts counts = counts();
    refuseToGrowOthers(counts, partitions);
    refuseToShrink(counts, partitions);
    Map<String, Integer> grown = new LinkedHashMap<>();
    if (counts.byTopic().values().stream().anyMatch(count -> count < partitions)) {
      awaitNobody(patience);
      for (String topic : inOrder()) {
        Integer count = counts.byTopic().get(topic);
        if (count != null && count < partitions) {
          grow(topic, partitions);
          grown.put(topic, count);
        }
      }
    }
    return new Growth(partitions, counts.byTopic(), grown);
  }

  /** Images last: when a record can come on a new partition, all that it needs is there. */
  private List<String> inOrder() {
    List<String> order = new ArrayList<>(changelogs);
    for (int i = route.size() - 1; i >= 0; i--) {
      order.add(route.get(i));
    }
    return order;
  }

  private PartitionCounts counts() throws ExecutionException, InterruptedException {
    List<String> topics = new ArrayList<>(route);
    topics.addAll(changelogs);
    PartitionCounts counts = PartitionCounts.of(admin, topics);
    List<String> missing =
        route.stream().filter(topic -> !counts.byTopic().containsKey(topic)).toList();
    if (!missing.isEmpty()) {
      throw new CommandFailedException(
          "These topics do not exist: %s. Create them with the partitions that you want (qahan topics create -D topic.partitions=N), or is topic.prefix another one?"
              .formatted(missing));
    }
    return counts;
  }

  private void refuseToGrowOthers(PartitionCounts counts, int partitions) {
    String images = names.of(Topics.IMAGES);
    if (names.sharesInputs() && counts.byTopic().get(images) != partitions) {
      throw new CommandFailedException(
          String.format(
              Locale.ROOT,
              "[%s] is another system's and has [%d] partitions. Grow that system first (-D topic.prefix=%s), and then this one to as many.",
              images,
              counts.byTopic().get(images),
              names.inputPrefix()));
    }
  }

  private static void refuseToShrink(PartitionCounts counts, int partitions) {
    if (counts.largest() > partitions) {
      throw new CommandFailedException(
          String.format(
              Locale.ROOT,
              "--partitions [%d] is less than there are: %s. Kafka takes no partitions away; say %d or more.",
              partitions,
              counts.byTopic(),
              counts.largest()));
    }
  }

  private void awaitNobody(Duration patience) throws ExecutionException, InterruptedException {
    long begin = System.nanoTime();
    List<String> running = running();
    while (!running.isEmpty()) {
      if (System.nanoTime() - begin >= patience.toNanos()) {
        throw new CommandFailedException(
            "These run: %s. Stop them all, then try again; or let this command wait for it, with --wait 2m. Clients may go on to send: what they send is answered when ingest and the workers run again."
                .formatted(String.join(", ", running)));
      }
      TimeUnit.MILLISECONDS.sleep(500);
      running = running();
    }
  }

  /** The groups that have members, and what to stop. */
  private List<String> running() throws ExecutionException, InterruptedException {
    Map<String, GroupState> states = Brokers.groupStates(admin);
    return services.entrySet().stream()
        .filter(entry -> hasMembers(states.get(entry.getKey())))
        .map(entry -> "qahan %s (group %s)".formatted(entry.getValue(), entry.getKey()))
        .toList();
  }

  private static boolean hasMembers(GroupState state) {
    return state != null && state != GroupState.EMPTY && state != GroupState.DEAD;
  }

  /** Returns when the new partitions can be written to. */
  private void grow(String topic, int partitions) throws ExecutionException, InterruptedException {
    admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions))).all().get();
    List<TopicPartition> all = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      all.add(new TopicPartition(topic, partition));
    }
    PartitionOffsets.of(admin, all, OffsetSpec.latest()); // retried until leaders are known
  }
}
