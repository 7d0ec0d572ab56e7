package io.qahan.qubo.dwave.sampler;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qahan.qubo.dwave.budget.QpuBudget;
import io.qahan.qubo.dwave.embedding.PhysicalProblem;
import io.qahan.qubo.dwave.embedding.PhysicalRead;
import io.qahan.qubo.dwave.embedding.PhysicalSampler;
import io.qahan.qubo.dwave.graph.WorkingGraph;
import io.qahan.qubo.dwave.http.RejectedRequestException;
import io.qahan.qubo.dwave.http.SapiAuthenticationException;
import io.qahan.qubo.dwave.http.TransientSapiException;
import io.qahan.qubo.dwave.qpu.AccessTime;
import io.qahan.qubo.dwave.qpu.AnnealRun;
import io.qahan.qubo.dwave.qpu.QpuProblem;
import io.qahan.qubo.dwave.sample.SampleSet;
import io.qahan.qubo.dwave.sapi.Job;
import io.qahan.qubo.dwave.sapi.SapiClient;
import io.qahan.qubo.dwave.sapi.SolvedProblem;
import io.qahan.qubo.dwave.sapi.SubmittedProblem;
import io.qahan.qubo.dwave.solver.SolverDefinition;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A QPU that problems are sent to as they are. What cannot come back in time, would be refused, is
 * over the budget, or over the number of problems at once, is not sent. Thread safe.
 *
 * <p>Futures fail with a {@link io.qahan.qubo.dwave.http.SapiException} or a {@link
 * io.qahan.qubo.dwave.budget.BudgetSpentException}; cancelling one cancels the problem at SAPI.
 */
public final class QpuSampler implements PhysicalSampler {
  private static final int LABEL_BYTES = 16;

  private final SapiClient client;
  private final SolverDefinition solver;
  private final AccessTime time;
  private final QpuBudget budget;
  private final Semaphore free;
  private final Optional<Supplier<String>> labels;
  private final Consumer<QpuCall> listener;
  private final LongSupplier nanoClock;

  /**
   * A sampler on one solver, in the version it has now.
   *
   * @param budget what every problem is paid from
   * @param atOnce problems open at the same time
   * @param labels a new one for each problem; empty to label problems by what they are, and to look
   *     each up before it is submitted: then a problem that was submitted before, by a process that
   *     died, is not paid for twice
   * @param listener told of every answer, on a thread of the client
   * @param nanoClock measures round trips
   */
  public QpuSampler(
      SapiClient client,
      SolverDefinition solver,
      QpuBudget budget,
      int atOnce,
      Optional<Supplier<String>> labels,
      Consumer<QpuCall> listener,
      LongSupplier nanoClock) {
    this.client = client;
    this.solver = solver;
    this.time = new AccessTime(solver.properties());
    this.budget = budget;
    this.free = new Semaphore(atOnce);
    this.labels = labels;
    this.listener = listener;
    this.nanoClock = nanoClock;
  }

  @Override
  public CompletableFuture<List<PhysicalRead>> sample(
      PhysicalProblem problem, int reads, Duration within) {
    try {
      AnnealRun run = AnnealRun.forward(reads, problem.activeQubits());
      time.check(run);
      double micros = time.estimate(run);
      checkTime(micros, within);
      Job job = job(problem, reads);
      if (!free.tryAcquire()) {
        throw new SamplerBusyException(solver.identity());
      }
      return send(job, micros, problem.graph());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void checkTime(double micros, Duration within) {
    if (micros * 1000 > within.toNanos()) {
      throw new RejectedRequestException(
          "The QPU takes [%.0f us], but the answer is wanted within [%s]. Ask for fewer reads"
              .formatted(micros, within),
          0);
    }
  }

  private Job job(PhysicalProblem problem, int reads) {
    WorkingGraph graph = problem.graph();
    QpuProblem qpu = new QpuProblem(graph).addOffset(problem.offset());
    for (int position = 0; position < graph.qubitCount(); position++) {
      if (problem.isActive(position)) {
        qpu.addLinear(graph.qubit(position), problem.linear(position));
      }
    }
    for (int coupler = 0; coupler < graph.couplerCount(); coupler++) {
      if (problem.quadratic(coupler) != 0) {
        qpu.addQuadratic(graph.from(coupler), graph.to(coupler), problem.quadratic(coupler));
      }
    }
    ObjectNode params =
        JsonNodeFactory.instance
            .objectNode()
            .put("num_reads", reads)
            .put("auto_scale", false) // the problem fills the ranges as it is
            .put("answer_mode", "histogram");
    ObjectNode data = qpu.encode();
    String label = labels.map(Supplier::get).orElseGet(() -> digest(data.toString() + params));
    return Job.checked(solver, "ising", data, params, label);
  }

  private String digest(String content) {
    try {
      byte[] bytes = (solver.identity() + content).getBytes(StandardCharsets.UTF_8);
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(bytes);
      return "qahan-" + HexFormat.of().formatHex(sum, 0, LABEL_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  private CompletableFuture<List<PhysicalRead>> send(Job job, double micros, WorkingGraph graph) {
    QpuBudget.Reservation reservation;
    SubmittedProblem submitted;
    long sentAt = nanoClock.getAsLong();
    try {
      reservation = budget.reserve(micros);
      submitted = labels.isPresent() ? client.submit(job) : client.findOrSubmit(job);
    } catch (RuntimeException e) {
      free.release();
      throw e;
    }
    CompletableFuture<List<PhysicalRead>> reads =
        submitted
            .answer()
            .whenComplete((solved, failure) -> settle(reservation, sentAt, solved, failure))
            .thenApply(solved -> reads(solved.samples(), graph));
    var unused =
        reads.whenComplete(
            (result, failure) -> {
              if (reads.isCancelled()) {
                submitted.answer().cancel(true);
              }
            });
    return reads;
  }

  private void settle(
      QpuBudget.Reservation reservation, long sentAt, SolvedProblem solved, Throwable failure) {
    free.release();
    if (solved != null) {
      double rate = solver.properties().path("quota_conversion_rate").asDouble(1);
      QpuCall call = QpuCall.of(solved, Duration.ofNanos(nanoClock.getAsLong() - sentAt), rate);
      reservation.settle(call.chargedMicros());
      listener.accept(call);
    } else if (neverRan(failure instanceof CompletionException ? failure.getCause() : failure)) {
      reservation.settle(0);
    } // else it may have been charged
  }

  private static boolean neverRan(Throwable failure) {
    return failure instanceof RejectedRequestException
        || failure instanceof SapiAuthenticationException
        || (failure instanceof TransientSapiException lost && lost.refused());
  }

  private static List<PhysicalRead> reads(SampleSet samples, WorkingGraph graph) {
    List<PhysicalRead> reads = new ArrayList<>();
    for (int row = 0; row < samples.rows(); row++) {
      byte[] spins = new byte[graph.topology().indices()];
      for (int column = 0; column < samples.columns(); column++) {
        spins[samples.variable(column)] = samples.value(row, column);
      }
      reads.add(new PhysicalRead(spins, samples.occurrences(row)));
    }
    return reads;
  }
}
