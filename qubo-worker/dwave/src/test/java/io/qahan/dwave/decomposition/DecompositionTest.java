package io.qahan.dwave.decomposition;

import static io.qahan.dwave.clique.RandomModels.CHIP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.qahan.dwave.chip.AnnealerRanges;
import io.qahan.dwave.chip.Chip;
import io.qahan.dwave.chip.CliqueSampler;
import io.qahan.dwave.chip.CliqueSamplerOptions;
import io.qahan.dwave.chip.LogicalRead;
import io.qahan.dwave.chip.LogicalSampler;
import io.qahan.dwave.chip.SimulatedChip;
import io.qahan.dwave.clique.CliqueEmbeddings;
import io.qahan.dwave.clique.RandomModels;
import io.qahan.qubo.Solvers;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmOptions;
import io.qahan.qubo.model.BqmSolver;
import io.qahan.qubo.model.Sample;
import io.qahan.qubo.model.Vartype;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DecompositionTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final BqmSolver TABU = Solvers.forModels("tabu");
  private static final BqmSolver DESCENT = Solvers.forModels("greedy");

  /** In place of the chip: the optimum of every subproblem. */
  private static final LogicalSampler EXACT =
      (model, within) -> {
        Solution<Sample> solution = Solvers.forModels("exact").solve(model, BqmOptions.ofSeed(0));
        return CompletableFuture.completedFuture(
            List.of(new LogicalRead(solution.answer(), solution.energy(), 0, 1)));
      };

  private static Decomposition decomposition(LogicalSampler sampler, BqmSolver search) {
    return new Decomposition(sampler, search, () -> 0);
  }

  @Property(tries = 20)
  void shouldFindTheOptimumOfModelsThatCanBeEnumerated(@ForAll long seed, @ForAll Vartype vartype) {
    BinaryQuadraticModel model = RandomModels.model(vartype, 18, 0.8, seed);
    DecompositionResult result =
        decomposition(EXACT, TABU).solve(model, DecompositionOptions.of(8, LONG, seed));
    double optimum = Solvers.forModels("exact").solve(model, BqmOptions.ofSeed(0)).energy();
    assertThat(result.energy()).isCloseTo(optimum, within(1e-9));
    assertThat(result.energy()).isEqualTo(model.energy(result.sample()));
    assertThat(result.failures()).isZero();
  }

  @Property(tries = 30)
  void shouldNeverBeWorseThanItsStart(@ForAll long seed) {
    BinaryQuadraticModel model = RandomModels.model(Vartype.SPIN, 30, 0.5, seed);
    Sample start = TABU.solve(model, BqmOptions.ofSeed(seed).withReads(1)).answer();
    LogicalSampler useless =
        (part, within) ->
            CompletableFuture.completedFuture(
                List.of(
                    new LogicalRead(
                        RandomModels.sample(Vartype.SPIN, part.variables(), new Random(seed)),
                        -1e9,
                        0,
                        1)));
    DecompositionResult result =
        decomposition(useless, DESCENT)
            .solve(model, DecompositionOptions.of(8, LONG, seed).withStart(start));
    assertThat(result.energy()).isLessThanOrEqualTo(model.energy(start));
  }

  @Test
  void shouldGetFurtherThanDescentByItsSubproblems() {
    BinaryQuadraticModel model = RandomModels.model(Vartype.SPIN, 120, 1, 5);
    Sample start = RandomModels.sample(Vartype.SPIN, 120, new Random(5));
    DecompositionOptions options = DecompositionOptions.of(16, LONG, 5).withStart(start);
    DecompositionResult result = decomposition(EXACT, DESCENT).solve(model, options);
    double descended =
        DESCENT.solve(model, BqmOptions.ofSeed(0).withReads(1).withStart(start)).energy();
    assertThat(result.energy()).isLessThan(descended);
    assertThat(result.gains()).isPositive();
    assertThat(result.calls()).isBetween(result.gains() + 10, 100);
    assertThat(decomposition(EXACT, DESCENT).solve(model, options)).isEqualTo(result);
  }

  @Test
  void shouldSolveAcrossASimulatedChip() {
    BinaryQuadraticModel model = RandomModels.model(Vartype.BINARY, 40, 1, 9);
    LogicalSampler chip =
        new CliqueSampler(
            new Chip("test", "1", CHIP, AnnealerRanges.ZEPHYR),
            CliqueEmbeddings.inMemory(),
            new SimulatedChip(),
            CliqueSamplerOptions.defaults(1).withReads(5, 1));
    DecompositionResult result =
        decomposition(chip, TABU).solve(model, DecompositionOptions.of(16, LONG, 1).withCalls(12));
    double known = TABU.solve(model, BqmOptions.ofSeed(2).withReads(20)).energy();
    assertThat(result.energy()).isCloseTo(known, within(1e-9));
    assertThat(result.failures()).isZero();
  }

  @Test
  void shouldNotWaitForALateAnswer() {
    AtomicLong now = new AtomicLong();
    List<CompletableFuture<List<LogicalRead>>> asked = new ArrayList<>();
    LogicalSampler silent =
        (model, within) -> {
          assertThat(within).isEqualTo(Duration.ofMillis(10));
          now.addAndGet(Duration.ofMillis(10).toNanos());
          asked.add(new CompletableFuture<>());
          return asked.get(0);
        };
    BinaryQuadraticModel model = RandomModels.model(Vartype.SPIN, 30, 0.5, 1);
    DecompositionResult result =
        new Decomposition(silent, DESCENT, now::get)
            .solve(model, DecompositionOptions.of(8, Duration.ofMillis(10), 1));
    assertThat(asked).hasSize(1).allMatch(CompletableFuture::isCancelled);
    assertThat(result.failures()).isOne();
    assertThat(result.lastFailure().orElseThrow()).isInstanceOf(TimeoutException.class);
    assertThat(result.energy()).isEqualTo(model.energy(result.sample()));
  }

  @Test
  void shouldAskNothingWithoutTime() {
    BinaryQuadraticModel model = RandomModels.model(Vartype.SPIN, 30, 0.5, 1);
    DecompositionResult result =
        decomposition(EXACT, DESCENT).solve(model, DecompositionOptions.of(8, Duration.ZERO, 1));
    assertThat(result.calls()).isZero();
    assertThat(result.sample().size()).isEqualTo(30);
  }

  @Test
  void shouldGiveUpASamplerThatFailsAgainAndAgain() {
    IllegalStateException fault = new IllegalStateException("offline");
    for (LogicalSampler failing :
        List.<LogicalSampler>of(
            (model, within) -> CompletableFuture.failedFuture(fault),
            (model, within) -> {
              throw fault;
            })) {
      BinaryQuadraticModel model = RandomModels.model(Vartype.SPIN, 30, 0.5, 1);
      DecompositionResult result =
          decomposition(failing, TABU).solve(model, DecompositionOptions.of(8, LONG, 1));
      assertThat(result.calls()).isEqualTo(3);
      assertThat(result.failures()).isEqualTo(3);
      assertThat(result.lastFailure()).hasValue(fault);
      assertThat(result.energy()).isEqualTo(model.energy(result.sample()));
    }
  }

  @Test
  void shouldTakeSubproblemsLargerThanTheModel() {
    BinaryQuadraticModel model = RandomModels.model(Vartype.SPIN, 5, 1, 1);
    DecompositionResult result =
        decomposition(EXACT, DESCENT).solve(model, DecompositionOptions.of(16, LONG, 1));
    double optimum = Solvers.forModels("exact").solve(model, BqmOptions.ofSeed(0)).energy();
    assertThat(result.energy()).isCloseTo(optimum, within(1e-12));
  }

  @Test
  void shouldRefuseOptionsThatAreNone() {
    assertThatThrownBy(() -> DecompositionOptions.of(0, LONG, 1)).hasMessageContaining("size [0]");
    assertThatThrownBy(() -> DecompositionOptions.of(1, Duration.ofMillis(-1), 1))
        .hasMessageContaining("time budget");
    assertThatThrownBy(() -> DecompositionOptions.of(1, LONG, 1).withPatience(0))
        .hasMessageContaining("patience [0]");
  }
}
