package io.qahan.dwave.upload;

import io.qahan.dwave.http.PermanentSapiException;
import io.qahan.dwave.http.RejectedRequestException;
import io.qahan.dwave.http.SapiException;
import io.qahan.dwave.http.TransientSapiException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;

/**
 * Sends the missing parts of one upload, several at once; each part is read once and held until it
 * has arrived, so the whole is never in memory. Then the server's sums are held against ours, what
 * differs is sent again, and the upload is closed. For one run.
 */
final class PartSender implements Runnable {
  static final int PART_BYTES = 5 << 20;
  static final int AT_ONCE = 4;
  private static final int ROUNDS = 3;

  private final UploadCalls calls;
  private final String id;
  private final UploadSource source;
  private final CompletableFuture<String> done;

  PartSender(UploadCalls calls, String id, UploadSource source, CompletableFuture<String> done) {
    this.calls = calls;
    this.id = id;
    this.source = source;
    this.done = done;
  }

  @Override
  public void run() {
    if (done.isDone()) { // nobody waits any more
      return;
    }
    try {
      send();
      done.complete(id);
    } catch (InterruptedException e) {
      done.completeExceptionally(stopped("the client was closed", e));
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      done.completeExceptionally(
          new PermanentSapiException(
              "What is uploaded as [%s] cannot be read: %s".formatted(id, e), 0, e));
    } catch (RuntimeException | Error e) {
      done.completeExceptionally(e);
    }
  }

  private void send() throws InterruptedException, IOException {
    UploadCalls.State state = stateIfKnown();
    for (int round = 1; !state.complete(); round++) {
      PartSums sums = sendMissing(state.sums());
      UploadCalls.State now = get(calls.state(id));
      if (now.complete() || agree(sums, now.sums())) {
        if (!now.complete()) {
          get(calls.combine(id, sums.combined()));
        }
        return;
      }
      if (round == ROUNDS) {
        throw stopped("its parts did not arrive whole in [" + ROUNDS + "] rounds", null);
      }
      state = now;
    }
  }

  /** A server that cannot say what it has may still take parts. */
  private UploadCalls.State stateIfKnown() throws InterruptedException {
    try {
      return get(calls.state(id));
    } catch (TransientSapiException e) {
      return new UploadCalls.State(false, Map.of());
    }
  }

  private static boolean agree(PartSums ours, Map<Integer, String> theirs) {
    boolean agree = theirs.size() == ours.count();
    for (int part = 1; part <= ours.count() && agree; part++) {
      agree = ours.hex(part).equals(theirs.get(part));
    }
    return agree;
  }

  private PartSums sendMissing(Map<Integer, String> present)
      throws InterruptedException, IOException {
    PartSums sums = new PartSums();
    Semaphore free = new Semaphore(AT_ONCE);
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    try (InputStream in = source.open()) {
      for (long from = 0; from < source.size(); from += PART_BYTES) {
        byte[] part = part(in, Math.min(PART_BYTES, source.size() - from));
        byte[] sum = sums.add(part);
        int number = sums.count();
        if (PartSums.hex(sum).equals(present.get(number))) {
          continue;
        }
        free.acquire();
        if (!failures.isEmpty() || done.isCancelled()) {
          free.release();
          break;
        }
        var unused =
            calls
                .put(id, number, part, sum)
                .whenComplete(
                    (nothing, failure) -> {
                      if (failure != null && !arrivedDamaged(failure)) {
                        failures.add(failure);
                      }
                      free.release();
                    });
      }
      free.acquire(AT_ONCE);
      if (failures.isEmpty() && !done.isCancelled()) {
        checkEnd(in);
      }
    }
    if (!failures.isEmpty()) {
      throw asSapi(failures.peek());
    }
    if (done.isCancelled()) {
      throw stopped("it was cancelled", null);
    }
    return sums;
  }

  private byte[] part(InputStream in, long length) throws IOException {
    byte[] part = in.readNBytes((int) length);
    if (part.length < length) {
      throw new IOException("it promised [" + source.size() + "] bytes but ended before them");
    }
    return part;
  }

  private void checkEnd(InputStream in) throws IOException {
    if (in.read() >= 0) {
      throw new IOException("it promised [" + source.size() + "] bytes but has more");
    }
  }

  /** The next round sends it again. */
  private static boolean arrivedDamaged(Throwable failure) {
    return asSapi(failure) instanceof RejectedRequestException rejected && rejected.status() == 400;
  }

  private static RuntimeException asSapi(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof RuntimeException known
        ? known
        : new PermanentSapiException("The upload failed: " + cause, 0, cause);
  }

  private SapiException stopped(String why, Throwable cause) {
    return new TransientSapiException(
        "The upload [%s] stopped: %s. Resume it by its id".formatted(id, why), false, null, cause);
  }

  private static <T> T get(CompletableFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw asSapi(e.getCause());
    }
  }
}
