package io.qahan.schemas.topic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Where partitions begin and end, as a reader sees it. */
public final class PartitionOffsets {
  private PartitionOffsets() {}

  /**
   * Every partition of some topics.
   *
   * @throws ExecutionException if the broker does not tell, or does not know one of them
   */
  public static List<TopicPartition> partitionsOf(Admin admin, Collection<String> topics)
      throws ExecutionException, InterruptedException {
    List<TopicPartition> partitions = new ArrayList<>();
    admin
        .describeTopics(topics)
        .allTopicNames()
        .get()
        .forEach(
            (name, topic) ->
                topic
                    .partitions()
                    .forEach(each -> partitions.add(new TopicPartition(name, each.partition()))));
    return partitions;
  }

  /**
   * The offset of each partition, as a reader of committed records sees it.
   *
   * @throws ExecutionException if the broker does not tell
   */
  public static Map<TopicPartition, Long> of(
      Admin admin, Collection<TopicPartition> partitions, OffsetSpec which)
      throws ExecutionException, InterruptedException {
    return of(admin, partitions, which, IsolationLevel.READ_COMMITTED);
  }

  /** The same as a reader of that isolation sees it. */
  public static Map<TopicPartition, Long> of(
      Admin admin,
      Collection<TopicPartition> partitions,
      OffsetSpec which,
      IsolationLevel isolation)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, which));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    admin
        .listOffsets(asked, new ListOffsetsOptions(isolation))
        .all()
        .get()
        .forEach((partition, found) -> offsets.put(partition, found.offset()));
    return offsets;
  }
}
