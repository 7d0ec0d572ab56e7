package io.qahan.dwave.sapi;

import io.qahan.dwave.http.Failures;
import io.qahan.dwave.http.PermanentSapiException;
import io.qahan.dwave.http.SapiException;
import io.qahan.dwave.http.TransientSapiException;
import io.qahan.dwave.sample.BqAnswer;
import io.qahan.dwave.sample.MalformedAnswerException;
import io.qahan.dwave.sample.QpAnswer;
import io.qahan.dwave.sample.SampleSet;
import io.qahan.dwave.sample.SolveTiming;
import io.qahan.qubo.model.Vartype;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/** A problem from its submission to its answer. Thread safe. */
final class TrackedProblem implements SubmittedProblem {
  private final String label;
  private final Vartype vartype;
  private final double offset;
  private final byte[] json;
  private final CompletableFuture<String> id = new CompletableFuture<>();
  private final CompletableFuture<SolvedProblem> answer = new CompletableFuture<>();
  private int submissions;
  private volatile boolean endedAtSapi;

  /** A problem to submit. */
  TrackedProblem(Job job) {
    this.label = job.label();
    this.vartype = job.vartype();
    this.offset = job.offset();
    this.json = job.json();
  }

  /** A problem that SAPI has already. */
  TrackedProblem(ProblemStatus known) {
    this.label = known.label().orElse(known.id());
    this.vartype = known.type().equals("ising") ? Vartype.SPIN : Vartype.BINARY;
    this.offset = 0;
    this.json = new byte[0];
    this.id.complete(known.id());
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public CompletableFuture<String> id() {
    return id;
  }

  @Override
  public CompletableFuture<SolvedProblem> answer() {
    return answer;
  }

  /** What is submitted. */
  byte[] json() {
    return json;
  }

  boolean isDone() {
    return answer.isDone();
  }

  /** Whether there is nothing left to cancel. */
  boolean endedAtSapi() {
    return endedAtSapi;
  }

  /** Counts a submission; the first is 1. */
  synchronized int submittedAgain() {
    return ++submissions;
  }

  synchronized int submissions() {
    return submissions;
  }

  void fail(Throwable cause) {
    id.completeExceptionally(cause);
    answer.completeExceptionally(cause);
  }

  /** Ends it by what SAPI says: an answer, a failure or a cancellation. */
  void finish(ProblemStatus status) {
    endedAtSapi = true;
    switch (status.state()) {
      case COMPLETED -> answer(status);
      case FAILED -> fail(failure(status));
      case CANCELLED ->
          fail(new CancellationException("The problem [" + status.id() + "] was cancelled"));
      default -> throw new IllegalArgumentException("not an end: " + status.state());
    }
  }

  private static SapiException failure(ProblemStatus status) {
    String why = status.errorMessage().orElse("no explanation");
    String message = "The problem [%s] failed: %s".formatted(status.id(), why);
    return Failures.isOffline(why)
        ? Failures.offline(message)
        : new PermanentSapiException(message);
  }

  private void answer(ProblemStatus status) {
    try {
      answer.complete(new SolvedProblem(status, samples(status), SolveTiming.of(status.answer())));
    } catch (MalformedAnswerException e) {
      answer.completeExceptionally(
          new TransientSapiException(
              "The answer of the problem [%s] cannot be read: %s. Load it again by its label [%s]"
                  .formatted(status.id(), e.getMessage(), label),
              false,
              null,
              e));
    }
  }

  private SampleSet samples(ProblemStatus status) {
    String format = status.answer().path("format").asText();
    return switch (format) {
      case "qp" -> QpAnswer.decode(status.answer(), vartype, offset);
      case "bq" -> BqAnswer.decode(status.answer());
      default ->
          throw new PermanentSapiException(
              "The answer of the problem [%s] has the format [%s]; this client decodes qp and bq. Maybe download it"
                  .formatted(status.id(), format));
    };
  }
}
