package io.qahan.deploy.lag;

import io.qahan.schemas.ops.PartitionOffsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;

/** Asks the broker how far groups are behind. */
final class GroupLags {
  private final Admin admin;

  GroupLags(Admin admin) {
    this.admin = admin;
  }

  /** The groups whose names begin with a prefix, by name and topic. */
  List<GroupLagRow> of(String prefix) throws ExecutionException, InterruptedException {
    List<GroupListing> groups =
        admin.listGroups().all().get().stream()
            .filter(group -> group.groupId().startsWith(prefix))
            .sorted(Comparator.comparing(GroupListing::groupId))
            .toList();
    List<GroupLagRow> rows = new ArrayList<>();
    for (GroupListing group : groups) {
      Map<TopicPartition, Optional<Long>> lags =
          group.type().filter(GroupType.SHARE::equals).isPresent()
              ? ofShareGroup(group.groupId())
              : ofConsumerGroup(group.groupId());
      rows.addAll(rows(group, lags));
    }
    return rows;
  }

  static List<GroupLagRow> rows(GroupListing group, Map<TopicPartition, Optional<Long>> lags) {
    String type = group.type().map(GroupType::toString).orElse("");
    String state = group.groupState().map(GroupState::toString).orElse("");
    if (lags.isEmpty()) {
      return List.of(new GroupLagRow(group.groupId(), type, state, "", 0, null));
    }
    Map<String, List<Optional<Long>>> byTopic = new TreeMap<>();
    lags.forEach(
        (partition, lag) ->
            byTopic.computeIfAbsent(partition.topic(), t -> new ArrayList<>()).add(lag));
    List<GroupLagRow> rows = new ArrayList<>();
    byTopic.forEach(
        (topic, all) ->
            rows.add(new GroupLagRow(group.groupId(), type, state, topic, all.size(), sum(all))));
    return rows;
  }

  private static Long sum(List<Optional<Long>> lags) {
    return lags.stream().allMatch(Optional::isPresent)
        ? lags.stream().mapToLong(Optional::orElseThrow).sum()
        : null;
  }

  private Map<TopicPartition, Optional<Long>> ofConsumerGroup(String group)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        new HashMap<>(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get());
    committed.values().removeIf(offset -> offset == null); // of a deleted topic
    Map<TopicPartition, Long> ends =
        PartitionOffsets.of(admin, committed.keySet(), OffsetSpec.latest());
    Map<TopicPartition, Long> starts =
        PartitionOffsets.of(admin, committed.keySet(), OffsetSpec.earliest());
    Map<TopicPartition, Optional<Long>> lags = new HashMap<>();
    committed.forEach(
        (partition, offset) -> {
          long next = Math.max(starts.get(partition), offset.offset());
          lags.put(partition, Optional.of(Math.max(0, ends.get(partition) - next)));
        });
    return lags;
  }

  private Map<TopicPartition, Optional<Long>> ofShareGroup(String group)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, SharePartitionOffsetInfo> offsets =
        admin
            .listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
            .partitionsToOffsetInfo(group)
            .get();
    Map<TopicPartition, Optional<Long>> lags = new HashMap<>();
    offsets.forEach(
        (partition, info) -> lags.put(partition, info == null ? Optional.empty() : info.lag()));
    return lags;
  }
}
