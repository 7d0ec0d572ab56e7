package io.qahan.deploy.bench.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qahan.qubo.Solvers;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.mask.SolveOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightProfileTest {
  private static final long WORK_NANOS = 500_000_000;

  @TempDir private Path dir;

  @Test
  void shouldGiveAWaitingThreadNoStage() throws Exception {
    Path file = dir.resolve("flight.jfr");
    Object lock = new Object();
    Thread idle = new Thread(() -> waitOn(lock), "idle-1");
    List<ThreadTime> rows;
    try (FlightProfile profile = FlightProfile.into(file)) {
      idle.start();
      profile.begin();
      while (!idle.getState().equals(Thread.State.WAITING)) {
        Thread.onSpinWait();
      }
      solveMasks();
      rows = profile.end(10);
    } finally {
      idle.interrupt();
      idle.join();
    }
    assertThat(file).as("the recording").isNotEmptyFile();
    assertThat(rows)
        .filteredOn(row -> row.threads().equals("idle-*"))
        .allMatch(row -> row.stages().isEmpty());
    assertThat(rows).anyMatch(row -> row.stages().containsKey("masks"));
  }

  @Test
  void shouldPartTheTimeOfAThreadByItsStages() throws Exception {
    List<ThreadTime> rows;
    try (FlightProfile profile = FlightProfile.into(dir.resolve("flight.jfr"))) {
      profile.begin();
      solveMasks(); // by a thread that lives when the profile ends
      rows = profile.end(10);
    }
    ThreadTime row = row(rows, FlightProfile.kindOf(Thread.currentThread().getName()));
    assertThat(row.millis()).as("of ten images").isGreaterThanOrEqualTo(WORK_NANOS / 1e6 / 10);
    assertThat(row.stages().keySet()).first().isEqualTo("masks");
    assertThat(row.stages().values().stream().mapToDouble(Double::doubleValue).sum())
        .isCloseTo(row.millis(), within(1e-9));
  }

  @Test
  void shouldNameWhatBelongsToNoJavaThread() {
    List<ThreadTime> rows =
        FlightProfile.table(Map.of("one", 3_000_000L), 10_000_000, StageSamples.of(List.of()), 2);
    assertThat(rows)
        .containsExactly(
            new ThreadTime(FlightProfile.NATIVE, 3.5, 0.7, Map.of()),
            new ThreadTime("one", 1.5, 0.3, Map.of()));
  }

  @Test
  void shouldPutThreadsOfAKindTogether() {
    assertThat(FlightProfile.kindOf("ingest-0c5e23ab-7d10-4c2e-9a7e-0123456789ab-StreamThread-2"))
        .isEqualTo("ingest-*-StreamThread-*");
    assertThat(FlightProfile.kindOf("worker-solve-12")).isEqualTo("worker-solve-*");
  }

  private static ThreadTime row(List<ThreadTime> rows, String threads) {
    return rows.stream().filter(row -> row.threads().equals(threads)).findFirst().orElseThrow();
  }

  private static void waitOn(Object lock) {
    synchronized (lock) {
      try {
        lock.wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void solveMasks() {
    Random random = new Random(1);
    float[] features = new float[784 * 4];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) random.nextGaussian();
    }
    MaskProblem problem = MaskProblem.of(features, 784, 4, Objective.SALIENT, 1, 1, 78);
    LongSupplier time = ProcessorTime.ofThread();
    long start = time.getAsLong();
    for (int seed = 0; time.getAsLong() - start < WORK_NANOS; seed++) {
      Solvers.forMasks("greedy").solve(problem, SolveOptions.ofSeed(seed));
    }
  }
}
