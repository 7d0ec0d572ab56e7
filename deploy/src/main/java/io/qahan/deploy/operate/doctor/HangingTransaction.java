package io.qahan.deploy.operate.doctor;

import io.qahan.schemas.topic.PartitionOffsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * A transaction that is open in a partition although its coordinator has done with it: nobody will
 * ever end it. The same as {@code kafka-transactions.sh find-hanging} looks for.
 *
 * @param partition where it is open
 * @param producerId who opened it
 * @param startOffset its first record there
 */
record HangingTransaction(TopicPartition partition, long producerId, long startOffset) {
  /** A marker may be on its way. */
  private static final Duration SETTLED = Duration.ofSeconds(10);

  /** Looks through all partitions of a cluster. */
  static List<HangingTransaction> find(Admin admin, InstantSource clock)
      throws ExecutionException, InterruptedException {
    List<HangingTransaction> open = new ArrayList<>();
    for (TopicPartition partition : withOpenTransactions(admin)) {
      open.addAll(
          open(
              partition,
              admin
                  .describeProducers(List.of(partition))
                  .partitionResult(partition)
                  .get()
                  .activeProducers(),
              clock.instant()));
    }
    Map<Long, Set<TopicPartition>> coordinated = new HashMap<>();
    for (HangingTransaction each : open) {
      if (!coordinated.containsKey(each.producerId())) {
        coordinated.put(each.producerId(), coordinated(admin, each.producerId()));
      }
    }
    return hanging(open, coordinated);
  }

  /** Transactions that are open in a partition, and not only because a marker is on its way. */
  static List<HangingTransaction> open(
      TopicPartition partition, List<ProducerState> producers, Instant now) {
    long latest = now.minus(SETTLED).toEpochMilli();
    return producers.stream()
        .filter(producer -> producer.currentTransactionStartOffset().isPresent())
        .filter(producer -> producer.lastTimestamp() < latest)
        .map(
            producer ->
                new HangingTransaction(
                    partition,
                    producer.producerId(),
                    producer.currentTransactionStartOffset().getAsLong()))
        .toList();
  }

  /**
   * Those that nobody will end.
   *
   * @param open what is open
   * @param coordinated where the transaction is still to end that a coordinator has of a producer
   */
  static List<HangingTransaction> hanging(
      List<HangingTransaction> open, Map<Long, Set<TopicPartition>> coordinated) {
    return open.stream()
        .filter(
            each ->
                !coordinated.getOrDefault(each.producerId(), Set.of()).contains(each.partition()))
        .toList();
  }

  /** Those where a reader of committed records is shown less than is there. */
  private static List<TopicPartition> withOpenTransactions(Admin admin)
      throws ExecutionException, InterruptedException {
    Set<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
    List<TopicPartition> all = PartitionOffsets.partitionsOf(admin, topics);
    Map<TopicPartition, Long> stable = PartitionOffsets.of(admin, all, OffsetSpec.latest());
    Map<TopicPartition, Long> ends =
        PartitionOffsets.of(admin, all, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    return all.stream()
        .filter(p -> stable.get(p) < ends.get(p))
        .sorted(Comparator.comparing(TopicPartition::toString))
        .toList();
  }

  /** Where the transaction of a producer is still to end that a coordinator has. */
  private static Set<TopicPartition> coordinated(Admin admin, long producerId)
      throws ExecutionException, InterruptedException {
    List<String> ids =
        admin
            .listTransactions(new ListTransactionsOptions().filterProducerIds(List.of(producerId)))
            .all()
            .get()
            .stream()
            .map(TransactionListing::transactionalId)
            .toList();
    Set<TopicPartition> partitions = new HashSet<>();
    admin
        .describeTransactions(ids)
        .all()
        .get()
        .values()
        .forEach(transaction -> partitions.addAll(transaction.topicPartitions()));
    return partitions;
  }
}
