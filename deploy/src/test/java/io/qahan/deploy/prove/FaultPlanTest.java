package io.qahan.deploy.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.qahan.deploy.process.ClusterShape;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
  private static final ClusterShape SHAPE = new ClusterShape(3, 3, 4, 2, 2, 2);
  private static final Set<FaultKind> ALL = EnumSet.allOf(FaultKind.class);
  private static final Duration LONGEST = Duration.ofSeconds(20);

  private static List<Fault> draw(long seed, int count) {
    return FaultPlan.draw(seed, ALL, count, SHAPE, LONGEST);
  }

  @Test
  void shouldDrawTheSameFaultsOfTheSameSeed() {
    assertThat(draw(7, 50)).isEqualTo(draw(7, 50)).isNotEqualTo(draw(8, 50));
  }

  @Test
  void shouldDrawEveryKindBeforeAnyAgain() {
    for (int seed = 0; seed < 20; seed++) {
      assertThat(draw(seed, ALL.size()))
          .extracting(Fault::kind)
          .containsExactlyInAnyOrderElementsOf(ALL);
    }
  }

  @Test
  void shouldDrawOnlyTheKindsThatAreWanted() {
    assertThat(FaultPlan.draw(1, Set.of(FaultKind.DISK, FaultKind.SLOW), 9, SHAPE, LONGEST))
        .hasSize(9)
        .extracting(Fault::kind)
        .containsOnly(FaultKind.DISK, FaultKind.SLOW);
  }

  @Test
  void shouldKeepFaultsWithinTheirLimits() {
    List<Fault> faults = draw(3, 500);

    assertThat(faults)
        .allSatisfy(
            fault -> {
              assertThat(fault.lasting()).isBetween(Duration.ofMillis(500), LONGEST);
              assertThat(SHAPE.brokerNames()).containsAll(fault.brokers());
            });
    assertThat(faults)
        .filteredOn(fault -> fault.kind() == FaultKind.BROKER)
        .extracting(fault -> fault.brokers().size())
        .contains(1, 3)
        .doesNotContain(0);
    assertThat(faults)
        .filteredOn(fault -> fault.kind() == FaultKind.KILL)
        .extracting(Fault::target)
        .hasSameElementsAs(SHAPE.services());
    assertThat(faults)
        .filteredOn(fault -> fault.kind() == FaultKind.CLOCK)
        .extracting(Fault::amount)
        .allMatch(amount -> Math.abs(amount) <= 7_200_000)
        .anyMatch(amount -> amount < -60_000)
        .anyMatch(amount -> amount > 60_000);
  }

  @Test
  void shouldSayWhatHappens() {
    Duration lasting = Duration.ofMillis(2_340);
    assertThat(new Fault(1, FaultKind.KILL, true, "ingest-1", List.of(), 0, lasting).text())
        .isEqualTo("ingest-1 killed, started again after 2.3 s");
    assertThat(
            new Fault(1, FaultKind.BROKER, false, "", List.of("broker-1", "broker-2"), 0, lasting)
                .text())
        .isEqualTo("broker-1, broker-2 stopped for 2.3 s");
    assertThat(new Fault(1, FaultKind.CLOCK, false, "", List.of(), -120_000, lasting).text())
        .isEqualTo("the sender's clock 2 min behind for 2.3 s");
    assertThat(
            new Fault(1, FaultKind.SLOW, false, "worker-1", List.of("broker-1"), 40, lasting)
                .text())
        .isEqualTo("worker-1 40 ms farther from broker-1 for 2.3 s");
  }

  @Test
  void shouldRefuseFaultsThatLastNoTime() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FaultPlan.draw(1, ALL, 1, SHAPE, Duration.ofMillis(10)))
        .withMessageContaining("--longest");
  }
}
