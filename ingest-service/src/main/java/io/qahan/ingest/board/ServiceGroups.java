package io.qahan.ingest.board;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaFuture;

/**
 * Which services somebody runs, told by who is in their consumer groups. What the brokers do not
 * tell counts as running: the page must not cry wolf where it may not list groups. Thread safe.
 */
public final class ServiceGroups {
  private final Supplier<KafkaFuture<Collection<GroupListing>>> listing;
  private final Map<String, Set<String>> expected;
  private volatile List<String> missing = List.of();
  private KafkaFuture<Collection<GroupListing>> asked = KafkaFuture.completedFuture(List.of());

  /**
   * Asks nothing yet.
   *
   * @param listing asks the brokers for all groups
   * @param expected the groups of each service, by its name; one of them is enough
   */
  public ServiceGroups(
      Supplier<KafkaFuture<Collection<GroupListing>>> listing, Map<String, Set<String>> expected) {
    this.listing = listing;
    this.expected = new TreeMap<>(expected);
  }

  /** Asks the brokers, unless they still owe an answer; does not wait for it. */
  public synchronized void ask() {
    if (asked.isDone()) {
      asked =
          listing
              .get()
              .whenComplete(
                  (groups, failure) -> missing = failure == null ? without(groups) : List.of());
    }
  }

  /** The services that nobody ran when the brokers last answered. */
  public List<String> missing() {
    return missing;
  }

  private List<String> without(Collection<GroupListing> groups) {
    Map<String, GroupState> states = new HashMap<>();
    groups.forEach(
        group -> states.put(group.groupId(), group.groupState().orElse(GroupState.UNKNOWN)));
    List<String> found = new ArrayList<>();
    expected.forEach(
        (service, names) -> {
          if (names.stream().allMatch(name -> isEmpty(states.get(name)))) {
            found.add(service);
          }
        });
    return List.copyOf(found);
  }

  private static boolean isEmpty(GroupState state) {
    return state == null || state == GroupState.EMPTY || state == GroupState.DEAD;
  }
}
