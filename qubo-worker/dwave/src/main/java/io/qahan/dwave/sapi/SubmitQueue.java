package io.qahan.dwave.sapi;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.dwave.http.Failures;
import io.qahan.dwave.http.TransientSapiException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionException;

/**
 * Submits problems in batches: whatever waits when one of a few senders is free, at most {@value
 * #MOST_JOBS} problems and {@value #MOST_BYTES} bytes before compression, for long requests die on
 * slow lines. Thread safe.
 */
final class SubmitQueue {
  static final int MOST_JOBS = 20;
  static final int MOST_BYTES = 5 << 20;
  private static final int SENDERS = 4;

  /** What becomes of a problem whose submission ended. */
  interface Outcome {
    /** SAPI has it. */
    void accepted(TrackedProblem problem, ProblemStatus status);

    /** SAPI may have it or not: it must be looked up before it is sent again. */
    void lost(TrackedProblem problem, TransientSapiException failure);
  }

  private final ProblemCalls calls;
  private final boolean compress;
  private final Outcome outcome;
  private final Deque<TrackedProblem> waiting = new ArrayDeque<>();
  private int sending;

  SubmitQueue(ProblemCalls calls, boolean compress, Outcome outcome) {
    this.calls = calls;
    this.compress = compress;
    this.outcome = outcome;
  }

  void add(Collection<TrackedProblem> problems) {
    synchronized (waiting) {
      waiting.addAll(problems);
    }
    sendWhatWaits();
  }

  private void sendWhatWaits() {
    for (List<TrackedProblem> batch = next(); !batch.isEmpty(); batch = next()) {
      send(batch);
    }
  }

  /** The next batch, if a sender is free; the caller must send it. */
  private List<TrackedProblem> next() {
    List<TrackedProblem> batch = new ArrayList<>();
    synchronized (waiting) {
      if (sending == SENDERS) {
        return batch;
      }
      long bytes = 0;
      while (!waiting.isEmpty() && batch.size() < MOST_JOBS) {
        TrackedProblem problem = waiting.peek();
        bytes += problem.json().length;
        if (!batch.isEmpty() && bytes > MOST_BYTES) {
          break;
        }
        waiting.remove();
        if (problem.isDone()) { // cancelled meanwhile
          problem.id().cancel(false);
        } else {
          batch.add(problem);
        }
      }
      sending += batch.isEmpty() ? 0 : 1;
    }
    return batch;
  }

  private void send(List<TrackedProblem> batch) {
    byte[] json = json(batch);
    batch.forEach(TrackedProblem::submittedAgain);
    var unused =
        calls
            .submit(
                JsonBody.oneShot(compress ? JsonBody.deflated(json) : json), compress, batch.size())
            .whenComplete(
                (items, failure) -> {
                  synchronized (waiting) {
                    sending--;
                  }
                  sendWhatWaits();
                  settle(batch, items, failure);
                });
  }

  private static byte[] json(List<TrackedProblem> batch) {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    for (TrackedProblem problem : batch) {
      json.write(json.size() == 0 ? '[' : ',');
      json.writeBytes(problem.json());
    }
    json.write(']');
    return json.toByteArray();
  }

  private void settle(List<TrackedProblem> batch, JsonNode items, Throwable failure) {
    for (int i = 0; i < batch.size(); i++) {
      TrackedProblem problem = batch.get(i);
      try {
        if (failure == null) {
          settle(problem, items.get(i));
        } else {
          settle(problem, failure);
        }
      } catch (RuntimeException e) { // no fault of one problem may leave the others open
        problem.fail(e);
      }
    }
  }

  private void settle(TrackedProblem problem, JsonNode item) {
    if (item.has("error_code")) {
      problem.fail(
          Failures.of(
              "submission of " + problem.label(),
              item.path("error_code").asInt(),
              calls.printable(item.path("error_msg").asText("no explanation")),
              null));
      return;
    }
    ProblemStatus status;
    try {
      status = calls.status(item);
    } catch (TransientSapiException e) {
      outcome.lost(
          problem,
          new TransientSapiException(
              "The answer to the submission of [" + problem.label() + "] cannot be read",
              false,
              null,
              e));
      return;
    }
    outcome.accepted(problem, status);
  }

  private void settle(TrackedProblem problem, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof TransientSapiException lost) {
      outcome.lost(problem, lost);
    } else {
      problem.fail(cause);
    }
  }
}
