package io.qahan.dwave.chip;

import io.qahan.dwave.clique.CliqueEmbeddings;
import io.qahan.dwave.clique.CliqueTooLargeException;
import io.qahan.dwave.clique.Embedding;
import io.qahan.dwave.qpu.Anneal;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.Sample;
import io.qahan.qubo.model.Vartype;
import io.qahan.qubo.model.search.PairDescent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The way of a model to a chip and back: clique embedding, chain strength, ranges, spin reversals,
 * and then broken chains, descent, and the energies of the model. Thread safe if the sampler is.
 *
 * <p>Several models of one size are one problem side by side ({@link #sample(List, Duration)}):
 * that costs little more than one of them, for a QPU's time goes for the most part into programming
 * it.
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
   * A model to sample.
   *
   * @param start where a reverse anneal of it begins, of the model's vartype
   */
  public record Wanted(BinaryQuadraticModel model, Optional<Sample> start) {}

  /**
   * {@inheritDoc}
   *
   * @throws CliqueTooLargeException if the model has more variables than a clique of the chip
   */
  @Override
  public CompletableFuture<List<LogicalRead>> sample(BinaryQuadraticModel model, Duration within) {
    CompletableFuture<List<List<LogicalRead>>> all =
        sample(List.of(new Wanted(model, Optional.empty())), within);
    CompletableFuture<List<LogicalRead>> reads = all.thenApply(each -> each.get(0));
    var unused =
        reads.whenComplete(
            (result, failure) -> {
              if (reads.isCancelled()) {
                all.cancel(true);
              }
            });
    return reads;
  }

  /** How many models of so many variables the chip takes side by side, one at least. */
  public int room(int variables) {
    return sideBySide(variables).size();
  }

  private List<Embedding> sideBySide(int variables) {
    return embeddings.sideBySide(chip.clique(options.taken(variables)), chip.graph());
  }

  /**
   * Samples models side by side: one problem, of which each read is a read of every model. Reverse
   * anneals are for models that all have a start. The future has the reads of each model, best
   * first; it fails for all, and cancelling it is for all.
   *
   * @param models one at least, of as many variables each, and no more than there is {@link #room}
   *     for
   * @throws CliqueTooLargeException if they have more variables than a clique of the chip
   */
  public CompletableFuture<List<List<LogicalRead>>> sample(List<Wanted> models, Duration within) {
    List<Placed> placed = place(models);
    boolean backward =
        options.anneal().isReverse() && models.stream().allMatch(m -> m.start().isPresent());
    Anneal anneal =
        backward || !options.anneal().isReverse() ? options.anneal() : Anneal.standard();
    PhysicalProblem problem = PhysicalProblem.beside(placed.stream().map(Placed::problem).toList());
    List<CompletableFuture<List<PhysicalRead>>> sent = new ArrayList<>();
    List<CompletableFuture<List<List<LogicalRead>>>> read = new ArrayList<>();
    for (int i = 0; i < options.spinReversals(); i++) {
      SpinReversal reversal = reversal(placed);
      Optional<byte[]> initial =
          backward ? Optional.of(reversal.apply(initial(placed, models))) : Optional.empty();
      CompletableFuture<List<PhysicalRead>> answer =
          sampler.sample(
              new PhysicalSampler.Run(reversal.apply(problem), readsOf(i), anneal, initial),
              within);
      sent.add(answer);
      read.add(
          answer.thenApply(
              reads -> placed.stream().map(one -> logical(reads, reversal, one)).toList()));
    }
    CompletableFuture<List<List<LogicalRead>>> all =
        CompletableFuture.allOf(read.toArray(CompletableFuture[]::new))
            .thenApply(
                nothing ->
                    IntStream.range(0, models.size())
                        .mapToObj(
                            m -> bestFirst(read.stream().flatMap(r -> r.join().get(m).stream())))
                        .toList());
    var unused = all.whenComplete((reads, failure) -> sent.forEach(answer -> answer.cancel(true)));
    return all;
  }

  /**
   * A model on its chains.
   *
   * @param model as it was given
   * @param embedded the same, or what stands for it where there may be no linear biases
   * @param problem within the chip's ranges
   */
  private record Placed(
      BinaryQuadraticModel model,
      Optional<FieldFree> fieldFree,
      EmbeddedModel embedded,
      PhysicalProblem problem,
      Unembedding unembedding) {}

  private List<Placed> place(List<Wanted> models) {
    int variables = models.get(0).model().variables();
    List<Embedding> places =
        models.size() == 1
            ? List.of(embeddings.find(chip.clique(options.taken(variables)), chip.graph()))
            : sideBySide(variables);
    if (models.size() > places.size()
        || models.stream().anyMatch(m -> m.model().variables() != variables)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "[%d] models side by side, of [%s] variables; they must be of one size, and the chip"
                  + " has room for [%d]",
              models.size(),
              models.stream().map(m -> m.model().variables()).distinct().toList(),
              places.size()));
    }
    return IntStream.range(0, models.size())
        .mapToObj(i -> place(models.get(i).model(), places.get(i)))
        .toList();
  }

  private Placed place(BinaryQuadraticModel model, Embedding embedding) {
    Optional<FieldFree> fieldFree =
        options.anneal().fast() ? Optional.of(new FieldFree(model)) : Optional.empty();
    EmbeddedModel embedded =
        EmbeddedModel.of(
            fieldFree.map(FieldFree::spins).orElse(model),
            embedding,
            chip.graph(),
            options.chainStrength());
    return new Placed(
        model,
        fieldFree,
        embedded,
        chip.ranges().fit(embedded.problem()),
        new Unembedding(embedded, options.chainBreaks()));
  }

  /** Each chain as the start has its variable. */
  private byte[] initial(List<Placed> placed, List<Wanted> models) {
    byte[] spins = new byte[chip.graph().topology().indices()];
    for (int m = 0; m < models.size(); m++) {
      Sample start = models.get(m).start().orElseThrow().toVartype(Vartype.SPIN);
      for (int v = 0; v < start.size(); v++) {
        for (int qubit : placed.get(m).embedded().embedding().sharedChain(v)) {
          spins[qubit] = (byte) start.value(v);
        }
      }
    }
    return spins;
  }

  private SpinReversal reversal(List<Placed> placed) {
    return options.spinReversals() == 1
        ? SpinReversal.none(chip.graph())
        : SpinReversal.perVariable(
            Embedding.beside(placed.stream().map(one -> one.embedded().embedding()).toList()),
            chip.graph(),
            new SplittableRandom(options.seed() + transforms.getAndIncrement()));
  }

  private int readsOf(int reversal) {
    int reversals = options.spinReversals();
    return options.reads() / reversals + (reversal < options.reads() % reversals ? 1 : 0);
  }

  /** The distinct samples among the reads: of a chip with several models hardly a read is alike. */
  private List<LogicalRead> logical(
      List<PhysicalRead> reads, SpinReversal reversal, Placed placed) {
    Map<Sample, LogicalRead> distinct = new LinkedHashMap<>();
    reads.stream()
        .map(read -> placed.unembedding().read(reversal.apply(read.spins()), read.occurrences()))
        .flatMap(Optional::stream)
        .map(read -> given(read, placed))
        .forEach(read -> distinct.merge(read.sample(), read, CliqueSampler::together));
    return distinct.values().stream()
        .map(read -> options.descent() ? descend(read, placed.model()) : read)
        .toList();
  }

  private static LogicalRead given(LogicalRead read, Placed placed) {
    if (placed.fieldFree().isEmpty()) {
      return read;
    }
    Sample sample = placed.fieldFree().get().given(read.sample());
    return new LogicalRead(
        sample,
        placed.model().energyWithoutOffset(sample),
        read.chainBreakFraction(),
        read.occurrences());
  }

  private static LogicalRead together(LogicalRead a, LogicalRead b) {
    int occurrences = a.occurrences() + b.occurrences();
    double broken =
        a.occurrences() * a.chainBreakFraction() + b.occurrences() * b.chainBreakFraction();
    return new LogicalRead(a.sample(), a.energy(), Math.min(1, broken / occurrences), occurrences);
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
