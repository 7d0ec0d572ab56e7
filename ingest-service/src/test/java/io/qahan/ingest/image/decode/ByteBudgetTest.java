package io.qahan.ingest.image.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private final ByteBudget budget = new ByteBudget(1 << 20);

  @Test
  void shouldGiveBackWhatAShareTookInParts() {
    try (ByteBudget.Share share = budget.take(1_000, Duration.ZERO)) {
      share.more(500_000, Duration.ZERO);
      assertThat(budget.total() - budget.free()).isBetween(501_000L, 503_000L);
    }
    assertThat(budget.free()).isEqualTo(budget.total());
  }

  @Test
  void shouldKeepWhatAShareHasWhenItGetsNoMore() {
    try (ByteBudget.Share share = budget.take(1_000_000, Duration.ZERO)) {
      assertThatThrownBy(() -> share.more(100_000, Duration.ZERO))
          .isInstanceOf(BusyException.class)
          .hasMessageContaining("KiB");
      assertThat(budget.total() - budget.free()).isGreaterThanOrEqualTo(1_000_000);
    }
    assertThat(budget.free()).isEqualTo(budget.total());
  }

  @Test
  void shouldShowWhatIsUsedAndWhoWaitedAndWhoWasRefused() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    budget.bindTo(registry, "decode");
    assertThat(value(registry, "used")).isZero();
    assertThat(value(registry, "size")).isEqualTo(1 << 20);
    try (ByteBudget.Share first = budget.take(1_000_000, Duration.ZERO)) {
      assertThat(value(registry, "used")).isBetween(1_000_000.0, 1_001_000.0);
      assertThat(value(registry, "waits")).isZero();
      assertThatThrownBy(() -> budget.take(500_000, Duration.ofMillis(1)))
          .isInstanceOf(BusyException.class);
      first.more(1_000, Duration.ZERO);
    }
    assertThat(value(registry, "used")).isZero();
    assertThat(value(registry, "waits")).isEqualTo(1);
    assertThat(value(registry, "refusals")).isEqualTo(1);
  }

  private static double value(SimpleMeterRegistry registry, String name) {
    return registry
        .get("qahan.ingest.budget." + name)
        .tag("budget", "decode")
        .meter()
        .measure()
        .iterator()
        .next()
        .getValue();
  }

  @Test
  void shouldLetWhoWaitsGoOnWhenAnotherIsDone() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      CountDownLatch asked = new CountDownLatch(1);
      ByteBudget.Share first = budget.take(900_000, Duration.ZERO);
      Future<Long> second =
          other.submit(
              () -> {
                asked.countDown();
                try (ByteBudget.Share share = budget.take(900_000, LONG)) {
                  return budget.free();
                }
              });
      asked.await();
      first.close();
      assertThat(second.get()).isLessThan(200_000);
    } finally {
      other.shutdownNow();
    }
    assertThat(budget.free()).isEqualTo(budget.total());
  }

  @Test
  void shouldRefuseToWaitForWhatCanNeverBe() {
    assertThatThrownBy(() -> budget.take((1 << 20) + 1, LONG))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ByteBudget(100)).isInstanceOf(IllegalArgumentException.class);
  }
}
