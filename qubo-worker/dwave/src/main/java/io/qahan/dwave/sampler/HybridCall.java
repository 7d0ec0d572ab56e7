package io.qahan.dwave.sampler;

import io.qahan.dwave.file.BqmStream;
import io.qahan.dwave.sapi.Job;
import io.qahan.dwave.sapi.ProblemStatus;
import io.qahan.dwave.sapi.SapiClient;
import io.qahan.dwave.sapi.SolvedProblem;
import io.qahan.dwave.sapi.SubmittedProblem;
import io.qahan.dwave.solver.SolverIdentity;
import io.qahan.dwave.upload.UploadSource;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** One model on its way: perhaps found, else uploaded and submitted, and waited for. */
final class HybridCall {
  private final SapiClient client;
  private final SolverIdentity solver;
  private final double seconds;
  private final String label;
  private final PaidCalls.Ticket ticket;
  private final CompletableFuture<SolvedProblem> answer = new CompletableFuture<>();

  /**
   * A call.
   *
   * @param seconds the time limit
   * @param ticket ended with the call
   */
  HybridCall(
      SapiClient client,
      SolverIdentity solver,
      double seconds,
      String label,
      PaidCalls.Ticket ticket) {
    this.client = client;
    this.solver = solver;
    this.seconds = seconds;
    this.label = label;
    this.ticket = ticket;
  }

  /**
   * Starts it; cancelling the future ends the step under way.
   *
   * @param lookUp whether a problem of this label may have been submitted before
   */
  CompletableFuture<SolvedProblem> start(BqmStream file, boolean lookUp) {
    CompletableFuture<Optional<ProblemStatus>> known =
        lookUp ? client.find(label) : CompletableFuture.completedFuture(Optional.empty());
    var unused =
        known
            .thenAccept(
                found ->
                    found.ifPresentOrElse(status -> await(client.follow(status)), () -> send(file)))
            .exceptionally(this::notSent);
    return answer;
  }

  private void send(BqmStream file) {
    if (answer.isDone()) { // nobody waits any more
      ticket.unused();
      return;
    }
    CompletableFuture<String> upload = client.upload(source(file));
    cancelWithAnswer(upload);
    var unused =
        upload
            .thenAccept(
                id -> {
                  if (answer.isDone()) {
                    ticket.unused();
                  } else {
                    await(client.submit(Job.uploaded(solver, id, seconds, label)));
                  }
                })
            .exceptionally(this::notSent);
  }

  private static UploadSource source(BqmStream file) {
    return new UploadSource() {
      @Override
      public long size() {
        return file.length();
      }

      @Override
      public InputStream open() {
        return file.open();
      }
    };
  }

  private void await(SubmittedProblem problem) {
    cancelWithAnswer(problem.answer());
    var unused =
        problem
            .answer()
            .whenComplete(
                (solved, failure) -> {
                  ticket.end(solved, failure);
                  if (solved != null) {
                    answer.complete(solved);
                  } else {
                    answer.completeExceptionally(failure);
                  }
                });
  }

  private Void notSent(Throwable failure) {
    ticket.unused();
    answer.completeExceptionally(
        failure instanceof CompletionException ? failure.getCause() : failure);
    return null;
  }

  private void cancelWithAnswer(CompletableFuture<?> step) {
    var unused =
        answer.whenComplete(
            (solved, failure) -> {
              if (failure instanceof CancellationException) {
                step.cancel(true);
              }
            });
  }
}
