package io.qahan.dwave.chip;

import io.qahan.dwave.clique.CliqueEmbeddings;
import io.qahan.dwave.clique.CliqueTooLargeException;
import io.qahan.dwave.clique.Embedding;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.Sample;
import io.qahan.qubo.model.search.PairDescent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The way of a model to a chip and back: clique embedding, chain strength, ranges, spin reversals,
 * and then broken chains, descent, and the energies of the model. Thread safe if the sampler is.
 *
 * <p>The first model of each size waits for its embedding in the caller's thread, unless that was
 * asked for before.
 */
public final class CliqueSampler implements LogicalSampler {
  private final Chip chip;
  private final CliqueEmbeddings embeddings;
  private final PhysicalSampler sampler;
  private final CliqueSamplerOptions options;
  private final AtomicLong transforms = new AtomicLong();

  public CliqueSampler(
      Chip chip,
      CliqueEmbeddings embeddings,
      PhysicalSampler sampler,
      CliqueSamplerOptions options) {
    this.chip = chip;
    this.embeddings = embeddings;
    this.sampler = sampler;
    this.options = options;
  }

  /**
   * {@inheritDoc}
   *
   * @throws CliqueTooLargeException if the model has more variables than a clique of the chip
   */
  @Override
  public CompletableFuture<List<LogicalRead>> sample(BinaryQuadraticModel model, Duration within) {
    Embedding embedding = embeddings.find(chip.clique(model.variables()), chip.graph());
    EmbeddedModel embedded =
        EmbeddedModel.of(model, embedding, chip.graph(), options.chainStrength());
    PhysicalProblem problem = chip.ranges().fit(embedded.problem());
    Unembedding unembedding = new Unembedding(embedded, options.chainBreaks());
    List<CompletableFuture<List<PhysicalRead>>> sent = new ArrayList<>();
    List<CompletableFuture<List<LogicalRead>>> read = new ArrayList<>();
    for (int i = 0; i < options.spinReversals(); i++) {
      SpinReversal reversal = reversal(embedding);
      CompletableFuture<List<PhysicalRead>> answer =
          sampler.sample(reversal.apply(problem), readsOf(i), within);
      sent.add(answer);
      read.add(answer.thenApply(reads -> logical(reads, reversal, unembedding, model)));
    }
    CompletableFuture<List<LogicalRead>> all =
        CompletableFuture.allOf(read.toArray(CompletableFuture[]::new))
            .thenApply(nothing -> bestFirst(read.stream().flatMap(r -> r.join().stream())));
    var unused = all.whenComplete((reads, failure) -> sent.forEach(answer -> answer.cancel(true)));
    return all;
  }

  private SpinReversal reversal(Embedding embedding) {
    return options.spinReversals() == 1
        ? SpinReversal.none(chip.graph())
        : SpinReversal.perVariable(
            embedding,
            chip.graph(),
            new SplittableRandom(options.seed() + transforms.getAndIncrement()));
  }

  private int readsOf(int reversal) {
    int reversals = options.spinReversals();
    return options.reads() / reversals + (reversal < options.reads() % reversals ? 1 : 0);
  }

  private List<LogicalRead> logical(
      List<PhysicalRead> reads,
      SpinReversal reversal,
      Unembedding unembedding,
      BinaryQuadraticModel model) {
    return reads.stream()
        .map(read -> unembedding.read(reversal.apply(read.spins()), read.occurrences()))
        .flatMap(Optional::stream)
        .map(read -> options.descent() ? descend(read, model) : read)
        .toList();
  }

  private static LogicalRead descend(LogicalRead read, BinaryQuadraticModel model) {
    Sample sample = PairDescent.from(read.sample(), model);
    return new LogicalRead(
        sample, model.energyWithoutOffset(sample), read.chainBreakFraction(), read.occurrences());
  }

  private static List<LogicalRead> bestFirst(Stream<LogicalRead> reads) {
    return reads.sorted(Comparator.comparingDouble(LogicalRead::energy)).toList();
  }
}
