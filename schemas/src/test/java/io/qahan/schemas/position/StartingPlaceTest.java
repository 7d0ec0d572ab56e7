package io.qahan.schemas.position;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.schemas.settings.LostPosition;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class StartingPlaceTest {
  private static final Uuid TOPIC = new Uuid(1, 2);
  private static final Uuid OTHER = new Uuid(3, 4);
  private static final OptionalLong NONE = OptionalLong.empty();

  private static StartingPlace.Facts facts(
      OptionalLong committed, Optional<Position> remembered, long beginning, long end) {
    return new StartingPlace.Facts(
        committed, remembered, TOPIC, beginning, end, true, remembered.isPresent());
  }

  private static Optional<Position> at(long next) {
    return Optional.of(new Position(TOPIC, next));
  }

  @Test
  void theBrokersOffsetIsTakenWhereThereIsOne() {
    StartingPlace place = StartingPlace.of(facts(OptionalLong.of(40), at(50), 10, 90));

    assertThat(place).isEqualTo(new StartingPlace(NONE, 0, "", ""));
  }

  @Test
  void anOffsetThatLapsedIsReplacedByTheOneRemembered() {
    StartingPlace place = StartingPlace.of(facts(NONE, at(50), 10, 90));

    assertThat(place.next()).hasValue(50);
    assertThat(place.lost()).isZero();
    assertThat(place.why()).contains("has no offset of the group any more");
  }

  @Test
  void recordsRemovedUnreadAreCounted() {
    assertThat(StartingPlace.of(facts(NONE, at(50), 80, 90)))
        .satisfies(place -> assertThat(place.next()).hasValue(80))
        .satisfies(place -> assertThat(place.lost()).isEqualTo(30));
    assertThat(StartingPlace.of(facts(OptionalLong.of(50), at(50), 80, 90)))
        .satisfies(place -> assertThat(place.next()).hasValue(80))
        .satisfies(place -> assertThat(place.lost()).isEqualTo(30));
  }

  @Test
  void aLogThatLostItsTailIsRefusedWhicheverSideKnowsIt() {
    assertThat(StartingPlace.of(facts(NONE, at(91), 0, 90)).fault())
        .contains("read up to offset [91]", "ends at [90]");
    assertThat(StartingPlace.of(facts(OptionalLong.of(91), at(91), 0, 90)).fault()).isNotEmpty();
  }

  @Test
  void aTopicMadeAnewIsReadFromItsBeginning() {
    Optional<Position> old = Optional.of(new Position(OTHER, 50));

    assertThat(StartingPlace.of(facts(NONE, old, 0, 90)).next()).hasValue(0);
    assertThat(StartingPlace.of(facts(OptionalLong.of(500), old, 0, 90)).next()).hasValue(0);
    assertThat(StartingPlace.of(facts(OptionalLong.of(60), old, 0, 90)).next()).isEmpty();
  }

  @Test
  void whatAVersionWithoutMemoryHasReadCannotBeTold() {
    StartingPlace.Facts unsure =
        new StartingPlace.Facts(NONE, Optional.empty(), TOPIC, 0, 90, true, false);

    assertThat(StartingPlace.of(unsure).fault()).contains("offsets.retention.minutes");
    assertThat(StartingPlace.of(unsure).decided(LostPosition.REFUSE, unsure).fault()).isNotEmpty();
    assertThat(StartingPlace.of(unsure).decided(LostPosition.END, unsure).next()).hasValue(90);
    assertThat(StartingPlace.of(unsure).decided(LostPosition.BEGINNING, unsure).next()).hasValue(0);
  }

  @Test
  void aFreshSystemAndAPartitionThatWasNeverReadBeginAtTheBeginning() {
    StartingPlace.Facts fresh =
        new StartingPlace.Facts(NONE, Optional.empty(), TOPIC, 5, 90, false, false);
    StartingPlace.Facts added =
        new StartingPlace.Facts(NONE, Optional.empty(), TOPIC, 0, 90, true, true);
    StartingPlace.Facts late =
        new StartingPlace.Facts(NONE, Optional.empty(), TOPIC, 7, 90, true, true);

    assertThat(StartingPlace.of(fresh)).isEqualTo(new StartingPlace(NONE, 0, "", ""));
    assertThat(StartingPlace.of(added)).isEqualTo(new StartingPlace(NONE, 0, "", ""));
    assertThat(StartingPlace.of(late).lost()).isEqualTo(7);
  }

  /** Nothing before the place is unread and there, and nothing after it was read. */
  @Property
  void whateverIsKnownNothingIsReadTwiceOrSkippedInSilence(
      @ForAll @LongRange(min = 0, max = 100) long beginning,
      @ForAll @LongRange(min = 0, max = 100) long length,
      @ForAll @LongRange(min = 0, max = 250) long read) {
    long end = beginning + length;

    StartingPlace place = StartingPlace.of(facts(NONE, at(read), beginning, end));

    if (read > end) {
      assertThat(place.fault()).isNotEmpty();
    } else {
      assertThat(place.next()).hasValue(Math.max(read, beginning));
      assertThat(place.lost()).isEqualTo(Math.max(0, beginning - read));
    }
  }
}
