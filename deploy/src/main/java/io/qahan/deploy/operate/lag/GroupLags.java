package io.qahan.deploy.operate.lag;

import io.qahan.schemas.topic.PartitionOffsets;
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
public final class GroupLags {
  /**
   * Where a group stands in a partition.
   *
   * @param next the offset from which it goes on
   * @param lag records from there to the end; empty if the broker does not say
   */
  record Place(long next, Optional<Long> lag) {}

  private final Admin admin;

  public GroupLags(Admin admin) {
    this.admin = admin;
  }

  /** The groups whose names begin with a prefix, by name and topic. */
  public List<GroupLagRow> of(String prefix) throws ExecutionException, InterruptedException {
    List<GroupListing> groups =
        admin.listGroups().all().get().stream()
            .filter(group -> group.groupId().startsWith(prefix))
            .sorted(Comparator.comparing(GroupListing::groupId))
            .toList();
    List<GroupLagRow> rows = new ArrayList<>();
    for (GroupListing group : groups) {
      Map<TopicPartition, Place> places =
          group.type().filter(GroupType.SHARE::equals).isPresent()
              ? ofShareGroup(group.groupId())
              : ofConsumerGroup(group.groupId());
      rows.addAll(rows(group, places));
    }
    return rows;
  }

  static List<GroupLagRow> rows(GroupListing group, Map<TopicPartition, Place> places) {
    String type = group.type().map(GroupType::toString).orElse("");
    String state = group.groupState().map(GroupState::toString).orElse("");
    if (places.isEmpty()) {
      return List.of(new GroupLagRow(group.groupId(), type, state, "", 0, 0, null));
    }
    Map<String, List<Place>> byTopic = new TreeMap<>();
    places.forEach(
        (partition, place) ->
            byTopic.computeIfAbsent(partition.topic(), t -> new ArrayList<>()).add(place));
    List<GroupLagRow> rows = new ArrayList<>();
    byTopic.forEach(
        (topic, all) ->
            rows.add(
                new GroupLagRow(
                    group.groupId(),
                    type,
                    state,
                    topic,
                    all.size(),
                    all.stream().mapToLong(Place::next).sum(),
                    lag(all))));
    return rows;
  }

  private static Long lag(List<Place> places) {
    return places.stream().allMatch(place -> place.lag().isPresent())
        ? places.stream().mapToLong(place -> place.lag().orElseThrow()).sum()
        : null;
  }

  private Map<TopicPartition, Place> ofConsumerGroup(String group)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        new HashMap<>(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get());
    committed.values().removeIf(offset -> offset == null); // of a deleted topic
    Map<TopicPartition, Long> ends =
        PartitionOffsets.of(admin, committed.keySet(), OffsetSpec.latest());
    Map<TopicPartition, Long> starts =
        PartitionOffsets.of(admin, committed.keySet(), OffsetSpec.earliest());
    Map<TopicPartition, Place> places = new HashMap<>();
    committed.forEach(
        (partition, offset) -> {
          long next = Math.max(starts.get(partition), offset.offset());
          places.put(
              partition, new Place(next, Optional.of(Math.max(0, ends.get(partition) - next))));
        });
    return places;
  }

  private Map<TopicPartition, Place> ofShareGroup(String group)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, SharePartitionOffsetInfo> offsets =
        admin
            .listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
            .partitionsToOffsetInfo(group)
            .get();
    Map<TopicPartition, Place> places = new HashMap<>();
    offsets.forEach(
        (partition, info) ->
            places.put(
                partition,
                info == null
                    ? new Place(0, Optional.empty())
                    : new Place(info.startOffset(), info.lag())));
    return places;
  }
}
