package io.qahan.schemas.position;

import io.qahan.schemas.settings.LostPosition;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.Uuid;

/**
 * Where to go on in a partition, from what the broker and our own memory say of it.
 *
 * @param next the offset to go on at; empty where the broker's own is right, or nothing was read
 * @param lost how many records were removed before they were read, at most
 * @param why for the log, without a full stop; empty if there is nothing to say
 * @param fault why nobody but a person can tell; empty if it is clear
 */
public record StartingPlace(OptionalLong next, long lost, String why, String fault) {
  /**
   * What is known of a partition.
   *
   * @param committed the group's offset at the broker, if it has one
   * @param remembered what the group itself remembers
   * @param topic the id of the topic
   * @param beginning the offset of the first record that is there
   * @param end the offset after the last one
   * @param worked whether the group has worked before
   * @param sure whether what broker and memory do not know was not read: they know nothing of what
   *     a version has read that did not remember, and whose offsets lapsed
   */
  public record Facts(
      OptionalLong committed,
      Optional<Position> remembered,
      Uuid topic,
      long beginning,
      long end,
      boolean worked,
      boolean sure) {
    /** The same for a member that was at a place of its own. */
    Facts at(Position was) {
      return new Facts(OptionalLong.empty(), Optional.of(was), topic, beginning, end, worked, sure);
    }
  }

  /** Judges what is known. */
  public static StartingPlace of(Facts facts) {
    boolean anew =
        facts.remembered().isPresent() && !facts.remembered().get().topic().equals(facts.topic());
    if (facts.committed().isPresent()) {
      return from(facts.committed().getAsLong(), anew, "", facts);
    }
    if (facts.remembered().isPresent()) {
      long next = facts.remembered().get().next();
      return anew
          ? restarted(facts, "the topic was made anew")
          : from(next, false, "the broker has no offset of the group any more", facts);
    }
    if (facts.worked() && facts.sure() && facts.beginning() > 0) {
      return restarted(facts, "nothing of it was read before, and it begins later now");
    }
    if (!facts.worked() || facts.sure() || facts.end() == facts.beginning()) {
      return new StartingPlace(OptionalLong.empty(), 0, "", "");
    }
    return new StartingPlace(
        OptionalLong.empty(),
        0,
        "",
        "the group has worked before, but the broker has no offset of it any more (they are kept for"
            + " offsets.retention.minutes after the last member left), and a version of it that did"
            + " not remember its place was at work");
  }

  /** The same by what an operator decided. */
  public StartingPlace decided(LostPosition decision, Facts facts) {
    if (fault.isEmpty() || decision == LostPosition.REFUSE) {
      return this;
    }
    long place = decision == LostPosition.END ? facts.end() : facts.beginning();
    String slug = decision == LostPosition.END ? "end" : "beginning";
    return new StartingPlace(
        OptionalLong.of(place), 0, fault + "; lost.position=" + slug + " decides", "");
  }

  private static StartingPlace from(long next, boolean anew, String why, Facts facts) {
    if (next > facts.end()) {
      return anew
          ? restarted(facts, "the topic was made anew")
          : new StartingPlace(
              OptionalLong.empty(),
              0,
              "",
              String.format(
                  Locale.ROOT,
                  "it was read up to offset [%d], but ends at [%d] now: the topic has lost records, or was made anew",
                  next,
                  facts.end()));
    }
    if (next < facts.beginning()) {
      return new StartingPlace(
          OptionalLong.of(facts.beginning()),
          facts.beginning() - next,
          String.format(
              Locale.ROOT,
              "it was read up to offset [%d], but begins at [%d] now",
              next,
              facts.beginning()),
          "");
    }
    return new StartingPlace(
        why.isEmpty() ? OptionalLong.empty() : OptionalLong.of(next), 0, why, "");
  }

  private static StartingPlace restarted(Facts facts, String why) {
    return new StartingPlace(OptionalLong.of(facts.beginning()), facts.beginning(), why, "");
  }
}
