package io.qahan.dwave.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QpuBudgetTest {
  @TempDir Path directory;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  private QpuBudget open() {
    return QpuBudget.open(directory.resolve("budget"), Duration.ofMillis(100), () -> now);
  }

  @Test
  void shouldRefuseWhatIsMoreThanIsLeftAndSayHowMuchThatIs() {
    QpuBudget budget = open();
    budget.reserve(60_000);

    assertThatThrownBy(() -> budget.reserve(40_001))
        .isInstanceOf(BudgetSpentException.class)
        .hasMessageContaining("[40001 us]")
        .hasMessageContaining("[100000 us]")
        .hasMessageContaining("[40000 us]");
    budget.reserve(40_000);
    assertThat(budget.left()).isEqualTo(Duration.ZERO);
  }

  @Test
  void shouldGiveBackWhatWasNotCharged() {
    QpuBudget budget = open();
    QpuBudget.Reservation one = budget.reserve(60_000);
    QpuBudget.Reservation other = budget.reserve(30_000);

    one.settle(50_000);
    other.settle(0);

    assertThat(budget.left()).isEqualTo(Duration.ofMillis(50));
  }

  @Test
  void shouldForgetWhatIsAnHourOld() {
    QpuBudget budget = open();
    budget.reserve(60_000);
    now = now.plus(Duration.ofMinutes(59));
    budget.reserve(30_000).settle(20_000);
    assertThat(budget.left()).isEqualTo(Duration.ofMillis(20));

    now = now.plus(Duration.ofMinutes(1));

    assertThat(budget.left()).isEqualTo(Duration.ofMillis(80));
  }

  @Test
  void shouldRememberAcrossARestart() {
    open().reserve(60_000).settle(70_000);
    now = now.plus(Duration.ofMinutes(30));
    open().reserve(10_000);

    assertThat(open().left()).isEqualTo(Duration.ofMillis(20));
    now = now.plus(Duration.ofMinutes(30));
    assertThat(open().left()).isEqualTo(Duration.ofMillis(90));
  }

  @Test
  void shouldSurviveALineThatACrashCutOff() throws Exception {
    open().reserve(60_000);
    Files.writeString(directory.resolve("budget"), "17672256", StandardOpenOption.APPEND);

    assertThat(open().left()).isEqualTo(Duration.ofMillis(40));
  }

  @Test
  void shouldNotSpendWhatItCannotRemember() {
    Path nowhere = directory.resolve("no/such/folder");

    assertThatThrownBy(() -> QpuBudget.open(nowhere, Duration.ofSeconds(1), () -> now))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("folder");
  }
}
