package io.qahan.dwave.sapi;

import java.util.concurrent.CompletableFuture;

/** A problem on its way. Thread safe. */
public interface SubmittedProblem {
  /** By which it can be found again, also by another process. */
  String label();

  /** Its id, once SAPI has given one. */
  CompletableFuture<String> id();

  /**
   * Its answer. Cancelling it cancels the problem at SAPI, too. If the problem was cancelled there,
   * it completes with {@link java.util.concurrent.CancellationException}, and with a {@link
   * io.qahan.dwave.http.SapiException} if anything went wrong. What follows runs on a thread of the
   * client: keep it short, or use the methods that end in Async.
   */
  CompletableFuture<SolvedProblem> answer();
}
