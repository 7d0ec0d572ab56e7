package io.qahan.schemas.ops;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Keeps threads of a server free for some requests, however many of the others block theirs: a
 * client whose body comes slowly holds a thread as long as it likes to. What finds no thread waits
 * without one, and is refused (503) if many wait before it or it has waited for long. Thread safe.
 */
final class ThreadShare extends Handler.Wrapper {
  private final Semaphore threads;
  private final Predicate<Request> first;
  private final Duration patience;
  private final Executor pool;
  private final BlockingQueue<Waiting> waiting;

  private record Waiting(Request request, Response response, Callback callback, long since) {}

  /**
   * @param threads how many of the pool's the other requests may have
   * @param waiting how many of them may wait for one
   * @param patience how long
   * @param first the requests that threads are kept for
   */
  ThreadShare(
      int threads, int waiting, Duration patience, Executor pool, Predicate<Request> first) {
    this.threads = new Semaphore(threads);
    this.waiting = new ArrayBlockingQueue<>(waiting);
    this.patience = patience;
    this.pool = pool;
    this.first = first;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (first.test(request)) {
      return super.handle(request, response, callback);
    }
    if (threads.tryAcquire()) {
      try {
        return super.handle(request, response, callback);
      } finally {
        threads.release();
        goOn();
      }
    }
    if (waiting.offer(new Waiting(request, response, callback, System.nanoTime()))) {
      goOn(); // one may have become free meanwhile
    } else {
      refuse(request, response, callback);
    }
    return true;
  }

  /** Gives free threads to those that wait. */
  private void goOn() {
    while (!waiting.isEmpty() && threads.tryAcquire()) {
      Waiting next = waiting.poll();
      if (next == null) {
        threads.release();
      } else if (System.nanoTime() - next.since() > patience.toNanos()) {
        threads.release();
        refuse(next.request(), next.response(), next.callback());
      } else {
        pool.execute(() -> run(next));
      }
    }
  }

  private void run(Waiting next) {
    try {
      if (!super.handle(next.request(), next.response(), next.callback())) {
        Response.writeError(
            next.request(), next.response(), next.callback(), HttpStatus.NOT_FOUND_404);
      }
    } catch (Exception e) { // as the server does where nothing had to wait
      Response.writeError(next.request(), next.response(), next.callback(), e);
    } finally {
      threads.release();
      goOn();
    }
  }

  private static void refuse(Request request, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
    response.getHeaders().put(HttpHeader.CONNECTION, "close"); // its body is not read any more
    Response.writeError(
        request,
        response,
        callback,
        HttpStatus.SERVICE_UNAVAILABLE_503,
        "Too many requests at a time");
  }
}
