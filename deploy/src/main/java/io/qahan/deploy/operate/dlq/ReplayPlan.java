package io.qahan.deploy.operate.dlq;

import io.qahan.deploy.operate.Brokers;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is to become of dead letters that an operator wants to replay.
 *
 * @param toSend by id, with the full name of the topic to send them to
 * @param already replayed before, so left alone
 * @param refused cannot be sent back
 */
record ReplayPlan(Map<LetterId, String> toSend, List<LetterId> already, List<Refusal> refused) {

  /** A dead letter that is not sent, and why. */
  record Refusal(LetterId id, String why) {}

  ReplayPlan {
    toSend = Collections.unmodifiableMap(new LinkedHashMap<>(toSend));
    already = List.copyOf(already);
    refused = List.copyOf(refused);
  }

  /**
   * Decides.
   *
   * @param letters those that are meant
   * @param named which of them were named one by one: the only way for records of a compacted
   *     topic, where a late record takes the place of a newer one of its key
   * @param again whether to send those too that were replayed before
   * @param whole whether the record is still where it came from that a letter has the beginning of
   */
  static ReplayPlan of(
      List<Letter> letters,
      Set<LetterId> named,
      boolean again,
      TopicNames names,
      Predicate<Letter> whole) {
    Map<String, Topic<?>> byBase =
        Topics.all().stream().collect(Collectors.toMap(Topic::base, topic -> topic));
    Map<LetterId, String> toSend = new LinkedHashMap<>();
    List<LetterId> already = new ArrayList<>();
    List<Refusal> refused = new ArrayList<>();
    for (Letter letter : letters) {
      Topic<?> topic = byBase.get(letter.id().topic());
      String origin = names.of(topic);
      if (letter.replayed() && !again) {
        already.add(letter.id());
      } else if (!origin.equals(letter.origin())) {
        refused.add(
            new Refusal(
                letter.id(),
                String.format(
                    Locale.ROOT,
                    "says that it came from [%s], not from [%s]",
                    letter.origin(),
                    origin)));
      } else if (names.sharesInputs() && origin.startsWith(names.inputPrefix())) {
        refused.add(
            new Refusal(
                letter.id(),
                String.format(
                    Locale.ROOT,
                    "[%s] is another system's, which would answer it too; replay that one's letters",
                    origin)));
      } else if (letter.cut() && letter.bytes() > Brokers.MAX_COMPRESSED) {
        refused.add(
            new Refusal(
                letter.id(),
                String.format(
                    Locale.ROOT,
                    "its record has %d bytes, more than the %d that are sent; what sent it must send less",
                    letter.bytes(),
                    Brokers.MAX_COMPRESSED)));
      } else if (topic.compacted() && !named.contains(letter.id())) {
        refused.add(
            new Refusal(
                letter.id(),
                String.format(
                    Locale.ROOT,
                    "[%s] is compacted: it would take the place of a newer record; name it by its id if you mean it",
                    origin)));
      } else if (letter.cut() && !whole.test(letter)) {
        refused.add(
            new Refusal(
                letter.id(),
                String.format(
                    Locale.ROOT,
                    "has only the beginning of its record (%d bytes), which is no longer at partition %s, offset %s of [%s]; whoever sent it must send it again",
                    letter.bytes(),
                    letter.originPartition(),
                    letter.originOffset(),
                    origin)));
      } else {
        toSend.put(letter.id(), origin);
      }
    }
    return new ReplayPlan(toSend, already, refused);
  }
}
