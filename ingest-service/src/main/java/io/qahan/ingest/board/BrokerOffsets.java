package io.qahan.ingest.board;

import io.qahan.schemas.position.OffsetsRetention;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Whether the brokers keep offsets for as long as workers rest on them. What they do not tell is no
 * warning: the page may not be allowed to ask. Thread safe.
 */
public final class BrokerOffsets {
  private final Supplier<CompletionStage<OffsetsRetention>> question;
  private volatile Optional<String> warning = Optional.empty();
  private CompletableFuture<OffsetsRetention> asked = CompletableFuture.completedFuture(null);

  /** Asks nothing yet. */
  public BrokerOffsets(Supplier<CompletionStage<OffsetsRetention>> question) {
    this.question = question;
  }

  /** Asks the brokers, unless they still owe an answer; does not wait for it. */
  public synchronized void ask() {
    if (asked.isDone()) {
      asked =
          question
              .get()
              .whenComplete(
                  (retention, failure) ->
                      warning =
                          failure == null
                              ? retention
                                  .fault()
                                  .map(
                                      fault ->
                                          "The brokers' "
                                              + fault
                                              + ". To mend it, "
                                              + OffsetsRetention.CURE
                                              + ".")
                              : Optional.empty())
              .toCompletableFuture();
    }
  }

  /** What to show, as the brokers last answered; empty if all is well. */
  public Optional<String> warning() {
    return warning;
  }
}
