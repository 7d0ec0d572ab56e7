package io.qahan.dwave.sampler;

import io.qahan.dwave.chip.Chip;
import io.qahan.dwave.chip.CliqueSampler;
import io.qahan.dwave.chip.CliqueSamplerOptions;
import io.qahan.dwave.chip.LogicalRead;
import io.qahan.dwave.chip.LogicalSampler;
import io.qahan.dwave.chip.PhysicalSampler;
import io.qahan.dwave.clique.CliqueEmbeddings;
import io.qahan.dwave.clique.CliqueTooLargeException;
import io.qahan.dwave.decomposition.Decomposition;
import io.qahan.dwave.decomposition.DecompositionOptions;
import io.qahan.dwave.decomposition.DecompositionResult;
import io.qahan.qubo.Solvers;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.Sample;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Models of any size on one QPU: in one piece up to the largest clique of the chip, beyond it in
 * parts of that size. Thread safe if the sampler is.
 */
public final class QpuModels {
  private final Chip chip;
  private final CliqueEmbeddings embeddings;
  private final CliqueSampler cliques;
  private final CliqueSamplerOptions options;
  private final LongSupplier nanoClock;

  public QpuModels(
      Chip chip,
      CliqueEmbeddings embeddings,
      PhysicalSampler sampler,
      CliqueSamplerOptions options,
      LongSupplier nanoClock) {
    this.chip = chip;
    this.embeddings = embeddings;
    this.cliques = new CliqueSampler(chip, embeddings, sampler, options);
    this.options = options;
    this.nanoClock = nanoClock;
  }

  /**
   * The best sample, never empty.
   *
   * @param energy of it, recomputed from the model
   * @param chainBreakFraction mean over all reads, 0 to 1
   * @param calls of the QPU
   */
  public record Answer(Sample sample, double energy, double chainBreakFraction, int calls) {}

  /**
   * How many of so many variables the chip takes at once. Finds the embedding, and keeps it, so
   * that the next call is quick.
   *
   * @throws CliqueTooLargeException if the chip takes none at all
   */
  public int atOnce(int variables) {
    try {
      embeddings.find(chip.clique(options.taken(variables)), chip.graph());
      return variables;
    } catch (CliqueTooLargeException e) {
      int largest = e.largest() - (options.taken(variables) - variables);
      if (largest < 1) {
        throw e;
      }
      return largest;
    }
  }

  /**
   * How many models of so many variables the chip takes in one problem, one at least. Finds the
   * embeddings, and keeps them: the first time takes seconds on the largest chips.
   *
   * @throws CliqueTooLargeException if the chip does not take one at once
   */
  public int room(int variables) {
    return cliques.room(variables);
  }

  /**
   * Samples a model in one piece, and returns at once. Fails as the sampler fails; cancelling the
   * future cancels the problem.
   *
   * @throws CliqueTooLargeException if the chip does not take it at once
   */
  public CompletableFuture<Answer> whole(BinaryQuadraticModel model, Duration within) {
    return whole(new CliqueSampler.Wanted(model, Optional.empty()), within);
  }

  /** The same of a model that may have a start, which reverse anneals begin at. */
  public CompletableFuture<Answer> whole(CliqueSampler.Wanted model, Duration within) {
    return linked(sideBySide(List.of(model), within), answers -> answers.get(0));
  }

  /**
   * Samples models of one size in one problem, and returns at once: the QPU is programmed once for
   * all of them. The future has the answer of each; it fails for all as the sampler fails, and
   * cancelling it cancels the problem.
   *
   * @param models one at least, and no more than there is {@link #room} for
   * @throws CliqueTooLargeException if the chip does not take one at once
   */
  public CompletableFuture<List<Answer>> sideBySide(
      List<CliqueSampler.Wanted> models, Duration within) {
    return linked(
        cliques.sample(models, within),
        reads ->
            IntStream.range(0, models.size())
                .mapToObj(
                    m -> {
                      ChainBreakMean breaks = new ChainBreakMean();
                      return best(models.get(m).model(), breaks.add(reads.get(m)), breaks);
                    })
                .toList());
  }

  /** What becomes of a future; cancelling it cancels that. */
  private static <T, R> CompletableFuture<R> linked(
      CompletableFuture<T> future, Function<T, R> then) {
    CompletableFuture<R> result = future.thenApply(then);
    var unused =
        result.whenComplete(
            (value, failure) -> {
              if (result.isCancelled()) {
                future.cancel(true);
              }
            });
    return result;
  }

  private static Answer best(
      BinaryQuadraticModel model, List<LogicalRead> reads, ChainBreakMean breaks) {
    if (reads.isEmpty()) {
      throw new IllegalStateException("no read had chains whole enough to be used");
    }
    Sample sample = reads.get(0).sample();
    return new Answer(sample, model.energy(sample), breaks.mean(), 1);
  }

  /**
   * Solves a model in parts on the calling thread, a local search working between the calls, and
   * returns within the time.
   *
   * @param size variables of a part, as {@link #atOnce} says
   * @param start to begin with; a random one if there is none
   * @throws CompletionException with the last failure as its cause, if no call had an answer
   */
  public Answer inParts(
      BinaryQuadraticModel model, int size, Duration within, long seed, Optional<Sample> start) {
    ChainBreakMean breaks = new ChainBreakMean();
    LogicalSampler counted =
        (part, left) -> {
          CompletableFuture<List<LogicalRead>> reads = cliques.sample(part, left);
          var unused = reads.thenApply(breaks::add);
          return reads;
        };
    DecompositionOptions options = DecompositionOptions.of(size, within, seed);
    DecompositionResult result =
        new Decomposition(counted, Solvers.forModels("tabu"), nanoClock)
            .solve(model, start.map(options::withStart).orElse(options));
    int answered = result.calls() - result.failures();
    if (answered == 0) {
      throw new CompletionException(
          result
              .lastFailure()
              .orElseGet(() -> new IllegalStateException("there was no time for a single call")));
    }
    return new Answer(result.sample(), result.energy(), breaks.mean(), result.calls());
  }

  /** The mean share of broken chains over all reads, however often each came. Thread safe. */
  private static final class ChainBreakMean {
    private double sum;
    private long reads;

    /** Counts reads in and returns them. */
    synchronized List<LogicalRead> add(List<LogicalRead> more) {
      for (LogicalRead read : more) {
        sum += read.occurrences() * read.chainBreakFraction();
        reads += read.occurrences();
      }
      return more;
    }

    /** 0 without reads. */
    synchronized double mean() {
      return reads == 0 ? 0 : sum / reads;
    }
  }
}
