package io.qahan.dwave.chip;

import static io.qahan.dwave.clique.RandomModels.CHIP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.qahan.dwave.clique.CliqueEmbeddings;
import io.qahan.dwave.clique.CliqueTooLargeException;
import io.qahan.dwave.clique.Embedding;
import io.qahan.dwave.clique.RandomModels;
import io.qahan.dwave.qpu.Anneal;
import io.qahan.qubo.Solvers;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmBuilder;
import io.qahan.qubo.model.BqmOptions;
import io.qahan.qubo.model.Sample;
import io.qahan.qubo.model.Vartype;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CliqueSamplerTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Chip CHIP_OF_TEST = new Chip("test", "1", CHIP, AnnealerRanges.ZEPHYR);
  private static final CliqueSamplerOptions OPTIONS =
      CliqueSamplerOptions.defaults(7).withReads(10, 1);

  private final SimulatedChip simulated = new SimulatedChip();

  private CliqueSampler sampler(PhysicalSampler chip, CliqueSamplerOptions options) {
    return new CliqueSampler(CHIP_OF_TEST, CliqueEmbeddings.inMemory(), chip, options);
  }

  @ParameterizedTest
  @EnumSource(Vartype.class)
  void shouldFindTheOptimumOfASmallModel(Vartype vartype) {
    BinaryQuadraticModel model = RandomModels.model(vartype, 14, 1, 3);
    List<LogicalRead> reads = sampler(simulated, OPTIONS).sample(model, LONG).join();
    double optimum = Solvers.forModels("exact").solve(model, BqmOptions.ofSeed(0)).energy();
    assertThat(reads.stream().mapToInt(LogicalRead::occurrences).sum()).isEqualTo(10);
    assertThat(reads.get(0).energy() + model.offset()).isCloseTo(optimum, within(1e-9));
    assertThat(reads)
        .allSatisfy(
            read -> {
              assertThat(read.sample().vartype()).isEqualTo(vartype);
              assertThat(read.energy()).isEqualTo(model.energyWithoutOffset(read.sample()));
            });
    assertThat(reads).isSortedAccordingTo((a, b) -> Double.compare(a.energy(), b.energy()));
  }

  /** Doubles around 1e17 are 16 apart: with the offset all reads look the same. */
  @Test
  void shouldPutTheBestReadFirstWhateverTheOffset() {
    BqmBuilder builder = BinaryQuadraticModel.builder(Vartype.SPIN, 3).addOffset(1e17);
    for (int v = 0; v < 3; v++) {
      builder.addLinear(v, 1);
    }
    BinaryQuadraticModel model = builder.build();
    PhysicalSampler upAndDown =
        (run, within) -> {
          byte[] up = new byte[CHIP.qubitCount()];
          byte[] down = new byte[CHIP.qubitCount()];
          Arrays.fill(up, (byte) 1);
          Arrays.fill(down, (byte) -1);
          return CompletableFuture.completedFuture(
              List.of(new PhysicalRead(up, 1), new PhysicalRead(down, 1)));
        };
    CliqueSamplerOptions asRead =
        new CliqueSamplerOptions(
            2,
            1,
            OPTIONS.chainStrength(),
            OPTIONS.chainBreaks(),
            Anneal.standard(),
            false,
            OPTIONS.seed());
    List<LogicalRead> reads = sampler(upAndDown, asRead).sample(model, LONG).join();
    assertThat(reads).extracting(LogicalRead::energy).containsExactly(-3.0, 3.0);
  }

  @Test
  void shouldSendWhatTheChipTakes() {
    BinaryQuadraticModel model = RandomModels.model(Vartype.BINARY, 14, 1, 3);
    sampler(simulated, OPTIONS).sample(model, LONG).join();
    PhysicalProblem sent = simulated.problems.get(0);
    assertThat(AnnealerRanges.ZEPHYR.factor(sent)).isCloseTo(1, within(1e-9));
  }

  @Test
  void shouldSplitTheReadsOverSpinReversals() {
    BinaryQuadraticModel model = RandomModels.model(Vartype.SPIN, 14, 1, 3);
    List<LogicalRead> reads =
        sampler(simulated, OPTIONS.withReads(10, 3)).sample(model, LONG).join();
    assertThat(simulated.reads).containsExactly(4, 3, 3);
    assertThat(reads.stream().mapToInt(LogicalRead::occurrences).sum()).isEqualTo(10);
    double optimum = Solvers.forModels("exact").solve(model, BqmOptions.ofSeed(0)).energy();
    assertThat(reads.get(0).energy() + model.offset()).isCloseTo(optimum, within(1e-9));
    PhysicalProblem one = simulated.problems.get(0);
    PhysicalProblem two = simulated.problems.get(1);
    int turned = 0;
    for (int i = 0; i < CHIP.qubitCount(); i++) {
      turned += one.isActive(i) && one.linear(i) == -two.linear(i) ? 1 : 0;
    }
    assertThat(turned).isPositive();
  }

  @Test
  void shouldAnswerNothingWhenEveryReadIsDiscarded() {
    PhysicalSampler noise =
        (run, within) ->
            CompletableFuture.completedFuture(
                List.of(new PhysicalRead(RandomModels.read(CHIP, new Random(1)), 1)));
    BinaryQuadraticModel model = RandomModels.model(Vartype.SPIN, 14, 1, 3);
    assertThat(
            sampler(noise, OPTIONS.withChainBreaks(ChainBreaks.DISCARD)).sample(model, LONG).join())
        .isEmpty();
  }

  @Test
  void shouldCancelWhatNobodyWaitsFor() {
    List<CompletableFuture<List<PhysicalRead>>> sent = new ArrayList<>();
    PhysicalSampler silent =
        (run, within) -> {
          sent.add(new CompletableFuture<>());
          return sent.get(sent.size() - 1);
        };
    BinaryQuadraticModel model = RandomModels.model(Vartype.SPIN, 5, 1, 3);
    sampler(silent, OPTIONS.withReads(4, 2)).sample(model, LONG).cancel(true);
    assertThat(sent).hasSize(2).allMatch(CompletableFuture::isCancelled);
  }

  @Test
  void shouldSayWhatSizeFits() {
    BinaryQuadraticModel model = RandomModels.model(Vartype.SPIN, 99, 0.1, 3);
    assertThatThrownBy(() -> sampler(simulated, OPTIONS).sample(model, LONG))
        .isInstanceOf(CliqueTooLargeException.class);
    assertThatThrownBy(() -> OPTIONS.withReads(2, 3)).hasMessageContaining("reads [2]");
  }

  private static CliqueSampler.Wanted wanted(int seed) {
    return new CliqueSampler.Wanted(
        RandomModels.model(Vartype.BINARY, 6, 1, seed), Optional.empty());
  }

  @Test
  void shouldSolveModelsSideBySideInOneProblem() {
    CliqueSampler sampler = sampler(simulated, OPTIONS);
    List<CliqueSampler.Wanted> models = List.of(wanted(1), wanted(2), wanted(3));
    assertThat(sampler.room(6)).isGreaterThanOrEqualTo(models.size());

    List<List<LogicalRead>> reads = sampler.sample(models, LONG).join();

    assertThat(simulated.problems).hasSize(1);
    assertThat(AnnealerRanges.ZEPHYR.factor(simulated.problems.get(0))).isCloseTo(1, within(1e-9));
    for (int m = 0; m < models.size(); m++) {
      BinaryQuadraticModel model = models.get(m).model();
      double optimum = Solvers.forModels("exact").solve(model, BqmOptions.ofSeed(0)).energy();
      LogicalRead best = reads.get(m).get(0);
      assertThat(best.energy() + model.offset()).isCloseTo(optimum, within(1e-9));
      assertThat(best.energy()).isEqualTo(model.energyWithoutOffset(best.sample()));
      assertThat(reads.get(m).stream().mapToInt(LogicalRead::occurrences).sum()).isEqualTo(10);
    }
  }

  @Test
  void shouldRefuseMoreModelsThanThereIsRoomForAndModelsOfSeveralSizes() {
    CliqueSampler sampler = sampler(simulated, OPTIONS);
    List<CliqueSampler.Wanted> many = Collections.nCopies(sampler.room(6) + 1, wanted(1));
    CliqueSampler.Wanted other =
        new CliqueSampler.Wanted(RandomModels.model(Vartype.BINARY, 5, 1, 1), Optional.empty());

    assertThatThrownBy(() -> sampler.sample(many, LONG))
        .hasMessageContaining("room for [%d]".formatted(sampler.room(6)));
    assertThatThrownBy(() -> sampler.sample(List.of(wanted(1), other), LONG))
        .hasMessageContaining("of one size");
  }

  /** A fast anneal takes no linear biases, so one more chain stands for the constant. */
  @ParameterizedTest
  @EnumSource(Vartype.class)
  void shouldAnnealFastWithoutLinearBiases(Vartype vartype) {
    BinaryQuadraticModel model = RandomModels.model(vartype, 11, 1, 5);

    List<LogicalRead> reads =
        sampler(simulated, OPTIONS.withAnneal(Anneal.fast(0.02))).sample(model, LONG).join();

    PhysicalSampler.Run sent = simulated.runs.get(0);
    assertThat(sent.anneal().fast()).isTrue();
    for (int i = 0; i < CHIP.qubitCount(); i++) {
      assertThat(sent.problem().isActive(i) ? sent.problem().linear(i) : 0).isZero();
    }
    double optimum = Solvers.forModels("exact").solve(model, BqmOptions.ofSeed(0)).energy();
    assertThat(reads.get(0).energy() + model.offset()).isCloseTo(optimum, within(1e-9));
    assertThat(reads)
        .allSatisfy(
            read ->
                assertThat(read.energy())
                    .isCloseTo(model.energyWithoutOffset(read.sample()), within(1e-9)));
  }

  @Test
  void shouldBeginAReverseAnnealAtTheStartWithEveryChainWhole() {
    CliqueSamplerOptions backward = OPTIONS.withAnneal(Anneal.reverse(0.45, 10));
    BinaryQuadraticModel model = RandomModels.model(Vartype.BINARY, 9, 1, 5);
    Sample start = RandomModels.sample(Vartype.BINARY, 9, new Random(3));
    CliqueEmbeddings embeddings = CliqueEmbeddings.inMemory();
    CliqueSampler sampler = new CliqueSampler(CHIP_OF_TEST, embeddings, simulated, backward);

    sampler.sample(List.of(new CliqueSampler.Wanted(model, Optional.of(start))), LONG).join();
    sampler.sample(model, LONG).join();

    PhysicalSampler.Run reverse = simulated.runs.get(0);
    assertThat(reverse.anneal()).isEqualTo(Anneal.reverse(0.45, 10));
    Embedding embedding = embeddings.find(CHIP_OF_TEST.clique(9), CHIP);
    for (int v = 0; v < start.size(); v++) {
      for (int qubit : embedding.chain(v)) {
        assertThat(reverse.initial().orElseThrow()[qubit])
            .isEqualTo((byte) (2 * start.value(v) - 1));
      }
    }
    assertThat(simulated.runs.get(1).anneal()).isEqualTo(Anneal.standard());
    assertThat(simulated.runs.get(1).initial()).isEmpty();
  }
}
