package io.qahan.dwave.sapi;

import io.qahan.dwave.http.Failures;
import io.qahan.dwave.http.PermanentSapiException;
import io.qahan.dwave.http.SapiException;
import io.qahan.dwave.http.TransientSapiException;
import io.qahan.dwave.http.UnknownOutcomeException;
import io.qahan.dwave.sample.BqAnswer;
import io.qahan.dwave.sample.MalformedAnswerException;
import io.qahan.dwave.sample.QpAnswer;
import io.qahan.dwave.sample.SampleSet;
import io.qahan.dwave.sample.SolveTiming;
import io.qahan.qubo.model.Vartype;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** A problem from its submission to its answer. Thread safe. */
final class TrackedProblem implements SubmittedProblem {
  private final String label;
  private final Vartype vartype;
  private final double offset;
  private final byte[] json;
  private final UnaryOperator<String> printable;
  private final CompletableFuture<String> id = new CompletableFuture<>();
  private final CompletableFuture<SolvedProblem> answer = new CompletableFuture<>();
  private int submissions;
  private volatile boolean endedAtSapi;

  /**
   * A problem to submit.
   *
   * @param printable makes of the service's words what a message may hold
   */
  TrackedProblem(Job job, UnaryOperator<String> printable) {
    this.printable = printable;
    this.label = job.label();
    this.vartype = job.vartype();
    this.offset = job.offset();
    this.json = job.json();
  }

  /** A problem that SAPI has already. */
  TrackedProblem(ProblemStatus known, UnaryOperator<String> printable) {
    this.printable = printable;
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
      case UNKNOWN -> fail(unknown(status));
      default -> throw new IllegalArgumentException("not an end: " + status.state());
    }
  }

  /** For messages: by which it can be looked up. */
  private String named(ProblemStatus status) {
    return "problem [%s] labelled [%s]"
        .formatted(printable.apply(status.id()), printable.apply(label));
  }

  private SapiException unknown(ProblemStatus status) {
    return new UnknownOutcomeException(
        label,
        "The %s has the status [%s], which this client does not know. It may still run: look it up before submitting it again"
            .formatted(named(status), status.errorMessage().orElse("")),
        null);
  }

  private SapiException failure(ProblemStatus status) {
    String why = status.errorMessage().orElse("no explanation");
    String message = "The %s failed: %s".formatted(named(status), why);
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
              "The answer of the %s cannot be used: %s. Load it again by its label"
                  .formatted(named(status), e.getMessage()),
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
              "The answer of the %s has the format [%s]; this client decodes qp and bq. Maybe download it"
                  .formatted(named(status), printable.apply(format)));
    };
  }
}
