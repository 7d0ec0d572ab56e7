package io.qahan.deploy.dlq;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplayPlanTest {
  private static final TopicNames NAMES = new TopicNames("p.");

  private static Letter letter(Topic<?> topic, long offset, String origin) {
    return new Letter(
        new LetterId(topic.base(), 0, offset),
        "2026-01-01T00:00:00Z",
        "key",
        "decode",
        "undecodable",
        "bad",
        origin,
        "0",
        "0",
        3,
        false,
        false);
  }

  @Test
  void shouldSendALetterBackToItsTopic() {
    Letter letter = letter(Topics.LABELS, 4, "p.labels.v1");

    ReplayPlan plan = ReplayPlan.of(List.of(letter), Set.of(), false, NAMES);

    assertThat(plan.toSend()).containsOnlyKeys(letter.id()).containsValue("p.labels.v1");
  }

  @Test
  void shouldLeaveAloneWhatWasReplayedUnlessAskedAgain() {
    Letter letter = letter(Topics.LABELS, 4, "p.labels.v1").asReplayed();

    assertThat(ReplayPlan.of(List.of(letter), Set.of(), false, NAMES).already())
        .containsExactly(letter.id());
    assertThat(ReplayPlan.of(List.of(letter), Set.of(), false, NAMES).toSend()).isEmpty();
    assertThat(ReplayPlan.of(List.of(letter), Set.of(), true, NAMES).toSend())
        .containsOnlyKeys(letter.id());
  }

  @Test
  void shouldNotSendALetterToATopicThatItOnlyClaimsToBeFrom() {
    Letter letter = letter(Topics.LABELS, 4, "p.control.v1");

    ReplayPlan plan = ReplayPlan.of(List.of(letter), Set.of(letter.id()), true, NAMES);

    assertThat(plan.toSend()).isEmpty();
    assertThat(plan.refused().get(0).why()).contains("[p.control.v1]").contains("[p.labels.v1]");
  }

  @Test
  void shouldTakeRecordsOfCompactedTopicsOnlyByTheirIds() {
    Letter letter = letter(Topics.FC_HEADS, 2, "p.fc-heads.v1");

    assertThat(ReplayPlan.of(List.of(letter), Set.of(), false, NAMES).refused()).hasSize(1);
    assertThat(ReplayPlan.of(List.of(letter), Set.of(letter.id()), false, NAMES).toSend())
        .containsOnlyKeys(letter.id());
  }
}
