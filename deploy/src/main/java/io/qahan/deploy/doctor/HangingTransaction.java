package io.qahan.deploy.doctor;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
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
    List<HangingTransaction> hanging = new ArrayList<>();
    long latest = clock.millis() - SETTLED.toMillis();
    for (TopicPartition partition : withOpenTransactions(admin)) {
      List<ProducerState> producers =
          admin
              .describeProducers(List.of(partition))
              .partitionResult(partition)
              .get()
              .activeProducers();
      for (ProducerState producer : producers) {
        if (producer.currentTransactionStartOffset().isPresent()
            && producer.lastTimestamp() < latest
            && !isKnown(admin, partition, producer)) {
          hanging.add(
              new HangingTransaction(
                  partition,
                  producer.producerId(),
                  producer.currentTransactionStartOffset().getAsLong()));
        }
      }
    }
    return hanging;
  }

  /** Those where a reader of committed records is shown less than is there. */
  private static List<TopicPartition> withOpenTransactions(Admin admin)
      throws ExecutionException, InterruptedException {
    Set<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    admin
        .describeTopics(topics)
        .allTopicNames()
        .get()
        .forEach(
            (name, topic) ->
                topic
                    .partitions()
                    .forEach(
                        p ->
                            asked.put(
                                new TopicPartition(name, p.partition()), OffsetSpec.latest())));
    Map<TopicPartition, ListOffsetsResultInfo> stable =
        admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all().get();
    Map<TopicPartition, ListOffsetsResultInfo> ends =
        admin
            .listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
            .all()
            .get();
    return asked.keySet().stream()
        .filter(p -> stable.get(p).offset() < ends.get(p).offset())
        .sorted((a, b) -> a.toString().compareTo(b.toString()))
        .toList();
  }

  /** Whether a coordinator has a transaction of this producer that is still to end there. */
  private static boolean isKnown(Admin admin, TopicPartition partition, ProducerState producer)
      throws ExecutionException, InterruptedException {
    List<String> ids =
        admin
            .listTransactions(
                new ListTransactionsOptions().filterProducerIds(List.of(producer.producerId())))
            .all()
            .get()
            .stream()
            .map(TransactionListing::transactionalId)
            .toList();
    for (TransactionDescription transaction :
        admin.describeTransactions(ids).all().get().values()) {
      if (transaction.topicPartitions().contains(partition)) {
        return true;
      }
    }
    return false;
  }
}
