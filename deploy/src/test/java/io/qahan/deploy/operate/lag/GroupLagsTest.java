package io.qahan.deploy.operate.lag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class GroupLagsTest {
  private static final GroupListing GROUP =
      new GroupListing(
          "workers", Optional.of(GroupType.SHARE), "share", Optional.of(GroupState.STABLE));

  @Test
  void shouldAddUpThePartitionsOfATopic() {
    assertThat(
            GroupLags.rows(
                GROUP,
                Map.of(
                    new TopicPartition("b", 0), new GroupLags.Place(10, Optional.of(2L)),
                    new TopicPartition("b", 1), new GroupLags.Place(20, Optional.of(3L)),
                    new TopicPartition("a", 0), new GroupLags.Place(7, Optional.of(0L)))))
        .containsExactly(
            new GroupLagRow("workers", "Share", "Stable", "a", 1, 7, 0L),
            new GroupLagRow("workers", "Share", "Stable", "b", 2, 30, 5L));
  }

  @Test
  void shouldNotGuessALagThatTheBrokerDoesNotKnow() {
    assertThat(
            GroupLags.rows(
                GROUP,
                Map.of(
                    new TopicPartition("a", 0), new GroupLags.Place(1, Optional.of(2L)),
                    new TopicPartition("a", 1), new GroupLags.Place(2, Optional.empty()))))
        .containsExactly(new GroupLagRow("workers", "Share", "Stable", "a", 2, 3, null));
  }

  @Test
  void shouldListAGroupThatHasCommittedNothing() {
    assertThat(GroupLags.rows(GROUP, Map.of()))
        .containsExactly(new GroupLagRow("workers", "Share", "Stable", "", 0, 0, null));
  }
}
