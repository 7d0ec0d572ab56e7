package io.qahan.dwave.sampler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qahan.dwave.chip.PhysicalProblem;
import io.qahan.dwave.chip.PhysicalRead;
import io.qahan.dwave.chip.PhysicalSampler;
import io.qahan.dwave.graph.WorkingGraph;
import io.qahan.dwave.http.PermanentSapiException;
import io.qahan.dwave.http.RejectedRequestException;
import io.qahan.dwave.qpu.AccessTime;
import io.qahan.dwave.qpu.Anneal;
import io.qahan.dwave.qpu.AnnealRun;
import io.qahan.dwave.qpu.QpuProblem;
import io.qahan.dwave.sample.SampleSet;
import io.qahan.dwave.sapi.Job;
import io.qahan.dwave.sapi.SapiClient;
import io.qahan.dwave.sapi.SolvedProblem;
import io.qahan.dwave.sapi.SubmittedProblem;
import io.qahan.dwave.solver.SolverDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A QPU that problems are sent to as they are. What cannot come back in time, would be refused, is
 * over the budget, or over the number of problems at once, is not sent. Thread safe.
 *
 * <p>Futures fail with a {@link io.qahan.dwave.http.SapiException} or a {@link
 * io.qahan.dwave.budget.BudgetSpentException}; cancelling one cancels the problem at SAPI.
 */
public final class QpuSampler implements PhysicalSampler {
  /** In an initial state, of a qubit that takes no part. */
  private static final int NO_SPIN = 3;

  private final SapiClient client;
  private final SolverDefinition solver;
  private final AccessTime time;
  private final PaidCalls calls;
  private final Optional<Supplier<String>> labels;

  /**
   * A sampler on one solver, in the version it has now.
   *
   * @param calls what every problem is paid from, and how many may be open
   * @param labels a new one for each problem; empty to label problems by what they are, and to look
   *     each up before it is submitted: then a problem that was submitted before, by a process that
   *     died, is not paid for twice
   */
  public QpuSampler(
      SapiClient client,
      SolverDefinition solver,
      PaidCalls calls,
      Optional<Supplier<String>> labels) {
    this.client = client;
    this.solver = solver;
    this.time = new AccessTime(solver.properties());
    this.calls = calls;
    this.labels = labels;
  }

  @Override
  public CompletableFuture<List<PhysicalRead>> sample(Run run, Duration within) {
    try {
      checkAnneal(run.anneal());
      AnnealRun anneal = AnnealRun.of(run.reads(), run.problem().activeQubits(), run.anneal());
      time.check(anneal);
      double micros = time.estimate(anneal);
      checkTime(micros, within);
      return send(job(run), calls.begin(micros), run.problem(), run.reads());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void checkAnneal(Anneal anneal) {
    String range = anneal.fast() ? "fast_anneal_time_range" : "annealing_time_range";
    JsonNode bounds = solver.properties().path(range);
    double micros = anneal.duration().orElse(Double.NaN);
    if (micros < bounds.path(0).asDouble() || micros > bounds.path(1).asDouble(Double.MAX_VALUE)) {
      throw new RejectedRequestException(
          String.format(
              Locale.ROOT,
              "An anneal takes [%s us], but [%s] of the solver [%s] is %s",
              micros,
              range,
              solver.identity(),
              bounds),
          0);
    }
  }

  private void checkTime(double micros, Duration within) {
    if (micros * 1000 > within.toNanos()) {
      throw new RejectedRequestException(
          String.format(
              Locale.ROOT,
              "The QPU takes [%.0f us], but the answer is wanted within [%s]. Ask for fewer reads",
              micros,
              within),
          0);
    }
  }

  private Job job(Run run) {
    PhysicalProblem problem = run.problem();
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
            .put("num_reads", run.reads())
            .put("auto_scale", false) // the problem fills the ranges as it is
            .put("answer_mode", "histogram");
    addAnneal(params, run);
    ObjectNode data = qpu.encode();
    String label = labels.map(Supplier::get).orElseGet(() -> contentLabel(data, params));
    return Job.checked(solver, "ising", data, params, label);
  }

  private static void addAnneal(ObjectNode params, Run run) {
    Anneal anneal = run.anneal();
    anneal.micros().ifPresent(micros -> params.put("annealing_time", micros));
    if (anneal.fast()) {
      params.put("fast_anneal", true);
    }
    if (!anneal.schedule().isEmpty()) {
      ArrayNode points = params.putArray("anneal_schedule");
      anneal.schedule().forEach(point -> points.addArray().add(point.micros()).add(point.s()));
    }
    run.initial()
        .ifPresent(
            spins -> {
              params.put("reinitialize_state", anneal.reinitialize());
              ArrayNode state = params.putArray("initial_state");
              WorkingGraph graph = run.problem().graph();
              for (int qubit = 0; qubit < graph.topology().indices(); qubit++) {
                int position = graph.position(qubit);
                boolean active = position >= 0 && run.problem().isActive(position);
                state.add(active ? spins[qubit] : NO_SPIN);
              }
            });
  }

  private String contentLabel(ObjectNode data, ObjectNode params) {
    ContentLabel label = new ContentLabel();
    label.add(solver.identity().toString());
    label.add(data.toString());
    label.add(params.toString());
    return label.text();
  }

  private CompletableFuture<List<PhysicalRead>> send(
      Job job, PaidCalls.Ticket ticket, PhysicalProblem problem, int wanted) {
    SubmittedProblem submitted;
    try {
      submitted = labels.isPresent() ? client.submit(job) : client.findOrSubmit(job);
    } catch (RuntimeException e) {
      ticket.unused();
      throw e;
    }
    CompletableFuture<List<PhysicalRead>> reads =
        submitted
            .answer()
            .whenComplete(ticket::end)
            .thenApply(solved -> reads(solved, problem, wanted));
    var unused =
        reads.whenComplete(
            (result, failure) -> {
              if (reads.isCancelled()) {
                submitted.answer().cancel(true);
              }
            });
    return reads;
  }

  /** The reads, which must be of the qubits that were used, and no more than were asked for. */
  private static List<PhysicalRead> reads(
      SolvedProblem solved, PhysicalProblem problem, int wanted) {
    SampleSet samples = solved.samples();
    WorkingGraph graph = problem.graph();
    int[] answered = new int[samples.columns()];
    for (int column = 0; column < answered.length; column++) {
      answered[column] = samples.variable(column);
    }
    if (!Arrays.equals(
        IntStream.of(answered).sorted().toArray(),
        IntStream.range(0, graph.qubitCount())
            .filter(problem::isActive)
            .map(graph::qubit)
            .sorted()
            .toArray())) {
      throw useless(solved, "it is not of the qubits of the problem");
    }
    List<PhysicalRead> reads = new ArrayList<>();
    long read = 0;
    for (int row = 0; row < samples.rows(); row++) {
      byte[] spins = new byte[graph.topology().indices()];
      for (int column = 0; column < answered.length; column++) {
        spins[answered[column]] = samples.value(row, column);
      }
      reads.add(new PhysicalRead(spins, samples.occurrences(row)));
      read += samples.occurrences(row);
    }
    if (read < 1 || read > wanted) {
      throw useless(
          solved, String.format(Locale.ROOT, "it has [%d] reads of [%d] wanted", read, wanted));
    }
    return reads;
  }

  private static PermanentSapiException useless(SolvedProblem solved, String why) {
    return new PermanentSapiException(
        "The answer of the problem [%s] labelled [%s] cannot be used: %s"
            .formatted(solved.status().id(), solved.status().label().orElse(""), why));
  }
}
