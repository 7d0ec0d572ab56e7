package io.qahan.deploy.operate.dlq;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class ReplayPlanTest {
  private static final TopicNames NAMES = new TopicNames("p.");

  private static final Predicate<Letter> NONE = letter -> false;

  private static Letter letter(Topic<?> topic, long offset, String origin) {
    return letter(topic, offset, origin, 3, false);
  }

  private static Letter letter(
      Topic<?> topic, long offset, String origin, long bytes, boolean cut) {
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
        bytes,
        cut,
        "",
        false);
  }

  @Test
  void shouldSendALetterBackToItsTopic() {
    Letter letter = letter(Topics.LABELS, 4, "p.labels.v1");

    ReplayPlan plan = ReplayPlan.of(List.of(letter), Set.of(), false, NAMES, NONE);

    assertThat(plan.toSend()).containsOnlyKeys(letter.id()).containsValue("p.labels.v1");
  }

  @Test
  void shouldLeaveAloneWhatWasReplayedUnlessAskedAgain() {
    Letter letter = letter(Topics.LABELS, 4, "p.labels.v1").asReplayed();

    assertThat(ReplayPlan.of(List.of(letter), Set.of(), false, NAMES, NONE).already())
        .containsExactly(letter.id());
    assertThat(ReplayPlan.of(List.of(letter), Set.of(), false, NAMES, NONE).toSend()).isEmpty();
    assertThat(ReplayPlan.of(List.of(letter), Set.of(), true, NAMES, NONE).toSend())
        .containsOnlyKeys(letter.id());
  }

  @Test
  void shouldNotSendALetterToATopicThatItOnlyClaimsToBeFrom() {
    Letter letter = letter(Topics.LABELS, 4, "p.control.v1");

    ReplayPlan plan = ReplayPlan.of(List.of(letter), Set.of(letter.id()), true, NAMES, NONE);

    assertThat(plan.toSend()).isEmpty();
    assertThat(plan.refused().get(0).why()).contains("[p.control.v1]").contains("[p.labels.v1]");
  }

  @Test
  void shouldTakeRecordsOfCompactedTopicsOnlyByTheirIds() {
    Letter letter = letter(Topics.FC_HEADS, 2, "p.fc-heads.v1");

    assertThat(ReplayPlan.of(List.of(letter), Set.of(), false, NAMES, NONE).refused()).hasSize(1);
    assertThat(ReplayPlan.of(List.of(letter), Set.of(letter.id()), false, NAMES, NONE).toSend())
        .containsOnlyKeys(letter.id());
  }

  @Test
  void shouldSendALetterThatWasCutOnlyWhileItsRecordIsStillThere() {
    Letter cut = letter(Topics.LABELS, 4, "p.labels.v1", 20_000_000, true);

    assertThat(ReplayPlan.of(List.of(cut), Set.of(), false, NAMES, letter -> true).toSend())
        .containsOnlyKeys(cut.id());
    assertThat(ReplayPlan.of(List.of(cut), Set.of(), false, NAMES, NONE).refused().get(0).why())
        .contains("20000000 bytes")
        .contains("no longer at partition 0, offset 0 of [p.labels.v1]");
    Letter larger = letter(Topics.LABELS, 5, "p.labels.v1", 300_000_000, true);
    assertThat(ReplayPlan.of(List.of(larger), Set.of(), false, NAMES, letter -> true).refused())
        .singleElement()
        .extracting(ReplayPlan.Refusal::why)
        .asString()
        .contains("more than the 268435456 that are sent");
  }
}
