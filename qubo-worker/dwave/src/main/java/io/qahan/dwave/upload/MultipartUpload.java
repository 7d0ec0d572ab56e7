package io.qahan.dwave.upload;

import io.qahan.dwave.http.PermanentSapiException;
import io.qahan.dwave.http.SapiTransport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Uploads problems in parts of 5 MiB, one problem at a time, on a thread of its own that lives
 * while there is something to upload. Thread safe.
 */
public final class MultipartUpload implements AutoCloseable {
  private static final int IDLE_SECONDS = 5;

  private final UploadCalls calls;
  private final ThreadPoolExecutor thread;

  public MultipartUpload(SapiTransport transport) {
    this.calls = new UploadCalls(transport);
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            MultipartUpload::named);
    thread.allowCoreThreadTimeOut(true);
  }

  private static Thread named(Runnable work) {
    Thread upload = new Thread(work, "sapi-upload");
    upload.setDaemon(true);
    return upload;
  }

  /** Announces an upload of so many bytes; the future has its id. */
  public CompletableFuture<String> begin(long bytes) {
    return calls.begin(bytes);
  }

  /**
   * Uploads a problem; the future has the id to submit it by. Cancelling it stops the upload after
   * the parts under way.
   */
  public CompletableFuture<String> upload(UploadSource source) {
    CompletableFuture<String> done = new CompletableFuture<>();
    var unused =
        begin(source.size())
            .whenComplete(
                (id, failure) -> {
                  if (failure != null) {
                    done.completeExceptionally(failure);
                  } else {
                    send(id, source, done);
                  }
                });
    return done;
  }

  /**
   * Sends what an upload lacks and closes it; the future has the id again. Cancelling the future
   * stops the upload after the parts under way.
   */
  public CompletableFuture<String> resume(String id, UploadSource source) {
    CompletableFuture<String> done = new CompletableFuture<>();
    send(id, source, done);
    return done;
  }

  private void send(String id, UploadSource source, CompletableFuture<String> done) {
    try {
      thread.execute(new PartSender(calls, id, source, done));
    } catch (RejectedExecutionException e) {
      done.completeExceptionally(new PermanentSapiException("The client is closed"));
    }
  }

  @Override
  public void close() {
    for (Runnable waiting : thread.shutdownNow()) {
      waiting.run(); // the transport is closed by now: it fails its future
    }
  }
}
