package io.qahan.dwave.sampler;

import io.qahan.dwave.file.BqmStream;
import io.qahan.dwave.http.PermanentSapiException;
import io.qahan.dwave.http.RejectedRequestException;
import io.qahan.dwave.hybrid.HybridLimits;
import io.qahan.dwave.sample.SampleSet;
import io.qahan.dwave.sapi.SapiClient;
import io.qahan.dwave.sapi.SolvedProblem;
import io.qahan.dwave.solver.SolverDefinition;
import io.qahan.qubo.model.BqmRows;
import io.qahan.qubo.model.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Models of any size on one hybrid solver, each uploaded as a file that is never held as a whole.
 * What would be refused, is over the budget, or over the number of problems at once, is not sent.
 * Thread safe.
 */
public final class HybridModels {
  private static final int BUFFER = 1 << 16;
  private static final double MICROS = 1e6;

  private final SapiClient client;
  private final SolverDefinition solver;
  private final HybridLimits limits;
  private final PaidCalls calls;
  private final Optional<Supplier<String>> labels;

  /**
   * A solver in the version it has now.
   *
   * @param calls what every problem is paid from, and how many may be open
   * @param labels a new one for each problem; empty to label problems by what they are, and to look
   *     each up before it is uploaded, so that it is not paid for twice
   * @throws RejectedRequestException if it is no hybrid solver of binary quadratic models
   */
  public HybridModels(
      SapiClient client,
      SolverDefinition solver,
      PaidCalls calls,
      Optional<Supplier<String>> labels) {
    this.client = client;
    this.solver = solver;
    this.calls = calls;
    this.labels = labels;
    if (!solver.supports("bqm") || !solver.properties().has("minimum_time_limit")) {
      throw new RejectedRequestException(
          "The solver [%s] takes no binary quadratic models. Choose a QPU or a hybrid BQM solver"
              .formatted(solver.identity()),
          0);
    }
    this.limits = new HybridLimits(solver.properties());
  }

  /** The least time limit for a model of so many variables. */
  public Duration leastTimeLimit(int variables) {
    return Duration.ofNanos((long) Math.ceil(limits.leastSeconds(variables) * 1e9));
  }

  /**
   * Solves a model, and returns once its size is checked and, if its label is to be its content,
   * its bytes are read once. The future has the best sample, its energy yet to be recomputed; it
   * fails with a {@link io.qahan.dwave.http.SapiException}; cancelling it stops the upload and
   * cancels the problem.
   *
   * @param timeLimit how long the solver shall take
   * @throws RejectedRequestException if the solver would refuse it
   * @throws SamplerBusyException if as many as allowed are open
   * @throws io.qahan.dwave.budget.BudgetSpentException if there is not so much left
   */
  public CompletableFuture<Sample> solve(BqmRows model, Duration timeLimit) {
    double seconds = timeLimit.toNanos() / 1e9;
    limits.check(model.variables(), model.interactions(), seconds);
    BqmStream file = new BqmStream(new UnlabelledRows(model));
    double rate = solver.properties().path("quota_conversion_rate").asDouble(1);
    PaidCalls.Ticket ticket = calls.begin(seconds * MICROS / rate);
    try {
      String label = labels.map(Supplier::get).orElseGet(() -> contentLabel(file, seconds));
      HybridCall call = new HybridCall(client, solver.identity(), seconds, label, ticket);
      return best(call.start(file, labels.isEmpty()), model);
    } catch (RuntimeException e) {
      ticket.unused();
      throw e;
    }
  }

  private CompletableFuture<Sample> best(CompletableFuture<SolvedProblem> answer, BqmRows model) {
    CompletableFuture<Sample> sample = answer.thenApply(solved -> best(solved, model));
    var unused =
        sample.whenComplete(
            (found, failure) -> {
              if (sample.isCancelled()) {
                answer.cancel(true);
              }
            });
    return sample;
  }

  private String contentLabel(BqmStream file, double seconds) {
    ContentLabel label = new ContentLabel();
    label.add(solver.identity() + " " + seconds);
    byte[] buffer = new byte[BUFFER];
    try (InputStream bytes = file.open()) {
      for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
        label.add(buffer, read);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a model in memory cannot be read", e);
    }
    return label.text();
  }

  private static Sample best(SolvedProblem solved, BqmRows model) {
    SampleSet samples = solved.samples();
    if (samples.columns() != model.variables() || samples.rows() == 0) {
      throw new PermanentSapiException(
          String.format(
              Locale.ROOT,
              "The answer of the problem [%s] labelled [%s] cannot be used: it has [%d] samples of [%d] variables, the model has [%d]",
              solved.status().id(),
              solved.status().label().orElse(""),
              samples.rows(),
              samples.columns(),
              model.variables()));
    }
    int row = samples.lowest();
    byte[] values = new byte[model.variables()];
    for (int column = 0; column < values.length; column++) {
      values[samples.variable(column)] = samples.value(row, column);
    }
    return Sample.of(samples.vartype(), values).toVartype(model.vartype());
  }
}
