package io.qahan.ingest.image.decode;

import io.micrometer.core.instrument.MeterRegistry;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.RejectReason;
import io.qahan.ingest.image.UndecodableImageException;
import io.qahan.schemas.metrics.Metric;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What decoding may take in one process: bytes, all images together; and time, each image. An image
 * whose structure says that it costs little is decoded at once, in the caller's thread. Any other
 * is decoded in a thread of its own, and its caller waits no longer than it may.
 *
 * <p>Time is the processor time of the decoding thread, so that an image is not refused because the
 * machine is busy or was suspended. The decoder ends itself when it is spent. One that does not is
 * left alone: its caller goes on, its memory stays taken, and another thread takes its place, up to
 * {@value #MOST_ABANDONED} times.
 *
 * <p>Thread safe.
 */
public final class DecodeBudget implements AutoCloseable {
  /** All the time and memory that there is, in the caller's thread. */
  public static final DecodeBudget UNLIMITED = new DecodeBudget();

  private static final Logger log = LoggerFactory.getLogger(DecodeBudget.class);

  /** Threads that may be stuck before images have to wait for them. */
  private static final int MOST_ABANDONED = 4;

  /** A caller waits for so many times the time that an image may take; then it is stuck. */
  private static final int SLACK = 10;

  /** How often in the time for one image its caller looks whether it is decoded. */
  private static final int LOOKS = 10;

  private final ByteBudget memory;
  private final Duration time;
  private final LongSupplier threadTime;
  private final Semaphore threads;
  private final AtomicInteger abandoned = new AtomicInteger();
  private final AtomicInteger made = new AtomicInteger();
  private final ExecutorService pool; // null: everything in the caller's thread

  private DecodeBudget() {
    memory = new ByteBudget(Long.MAX_VALUE);
    time = Duration.ofDays(1);
    threads = new Semaphore(0);
    threadTime = () -> 0;
    pool = null;
  }

  /**
   * A budget of which nothing is taken.
   *
   * @param memory the bytes of all images that are decoded at the same time
   * @param time the processor time that one image may take
   * @param threads how many images that cost much are decoded at the same time
   */
  public DecodeBudget(ByteBudget memory, Duration time, int threads) {
    this(memory, time, threads, threadTime());
  }

  DecodeBudget(ByteBudget memory, Duration time, int threads, LongSupplier threadTime) {
    this.memory = memory;
    this.time = time;
    this.threads = new Semaphore(threads, true);
    this.threadTime = threadTime;
    this.pool =
        new ThreadPoolExecutor(
            0,
            threads + MOST_ABANDONED,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            this::thread);
  }

  /** Shows how it is used, as the budget {@code decode}. */
  public void bindTo(MeterRegistry registry) {
    memory.bindTo(registry, "decode");
    Metric.INGEST_DECODERS_STUCK.gauge(registry, abandoned::get);
  }

  /** Ends the threads; images that are being decoded are lost to their callers. */
  @Override
  public void close() {
    if (pool != null) {
      pool.shutdownNow();
    }
  }

  /** One image's decoding. */
  interface Decoding {
    PixelImage run(Effort effort) throws IOException, UndecodableImageException;
  }

  /**
   * Decodes within the budget.
   *
   * @param bytes the most that it takes at a time
   * @param costly whether it may take more than a few milliseconds
   * @param patience how long to wait for a thread, and for the bytes
   * @throws UndecodableImageException if the image never fits, or took too long
   * @throws BusyException if there was no thread or no memory for it all the time
   */
  PixelImage run(long bytes, boolean costly, Duration patience, Decoding decoding)
      throws IOException, UndecodableImageException {
    if (bytes > memory.total()) {
      throw new UndecodableImageException(
          RejectReason.TOO_MUCH_MEMORY,
          String.format(
              Locale.ROOT,
              ("image takes [%d] bytes to decode, but all images together have %d; send it smaller,"
                  + " or raise ingest.decode.memory.mib"),
              bytes,
              memory.total()));
    }
    if (!costly || pool == null) {
      try (ByteBudget.Share unused = memory.take(bytes, patience)) {
        return decoding.run(Effort.UNLIMITED);
      }
    }
    Place place = new Place(patience);
    Future<PixelImage> decoded;
    try {
      place.take(bytes, patience);
      decoded = pool.submit(() -> inPlace(place, decoding));
    } catch (RuntimeException e) {
      place.leave();
      throw e instanceof BusyException ? e : new BusyException("decoding has stopped: " + e);
    }
    return awaited(decoded, place);
  }

  private PixelImage inPlace(Place place, Decoding decoding)
      throws IOException, UndecodableImageException {
    long end = threadTime.getAsLong() + time.toNanos();
    Effort effort =
        () -> {
          if (threadTime.getAsLong() > end || place.isAbandoned()) {
            throw new Effort.SpentException();
          }
        };
    try {
      return decoding.run(effort);
    } catch (IOException | RuntimeException e) {
      effort.check(); // ImageIO hides the cause that it was ended for
      throw e;
    } finally {
      place.leave();
    }
  }

  private PixelImage awaited(Future<PixelImage> decoded, Place place)
      throws IOException, UndecodableImageException {
    // Looks are counted and not time: a process may be suspended between two of them.
    for (int look = 0; look < SLACK * LOOKS; look++) {
      try {
        return decoded.get(time.toNanos() / LOOKS, TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        // looks again
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BusyException("interrupted while an image was decoded");
      } catch (ExecutionException e) {
        throw failure(e.getCause());
      }
    }
    place.abandon();
    throw tooLong();
  }

  private IOException failure(Throwable cause) throws UndecodableImageException {
    if (cause instanceof Effort.SpentException) {
      throw tooLong();
    }
    if (cause instanceof UndecodableImageException undecodable) {
      throw undecodable;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    if (cause instanceof RuntimeException runtime) {
      throw runtime;
    }
    return (IOException) cause;
  }

  private UndecodableImageException tooLong() {
    return new UndecodableImageException(
        RejectReason.DECODE_TIMEOUT,
        String.format(
            Locale.ROOT,
            "image is not decoded within [%d] ms; send it smaller and simpler, or raise"
                + " ingest.decode.time",
            time.toMillis()));
  }

  /** What one image has of the budget; given back once, in parts if its thread is stuck. */
  private final class Place {
    private final AtomicBoolean hasThread = new AtomicBoolean(true);
    private final AtomicBoolean isAbandoned = new AtomicBoolean();
    private volatile ByteBudget.Share share;

    Place(Duration patience) {
      if (!ByteBudget.acquired(threads, 1, patience)) {
        throw new BusyException(
            String.format(
                Locale.ROOT, "no thread for decoding came free within %d ms", patience.toMillis()));
      }
    }

    void take(long bytes, Duration patience) {
      share = memory.take(bytes, patience);
    }

    void leave() {
      if (share != null) {
        share.close();
      }
      leaveThread();
      if (isAbandoned.get()) {
        abandoned.decrementAndGet();
      }
    }

    void abandon() {
      isAbandoned.set(true);
      boolean replaced = abandoned.incrementAndGet() <= MOST_ABANDONED;
      log.error(
          "An image is still not decoded after {} times ingest.decode.time; its thread is left alone{}",
          SLACK,
          replaced ? " and replaced" : ". Too many are: start ingest again");
      if (replaced) {
        leaveThread();
      }
    }

    boolean isAbandoned() {
      return isAbandoned.get();
    }

    private void leaveThread() {
      if (hasThread.compareAndSet(true, false)) {
        threads.release();
      }
    }
  }

  private Thread thread(Runnable work) {
    Thread thread = new Thread(work, "decode-" + made.incrementAndGet());
    thread.setDaemon(true); // a stuck decoder must not keep the process
    return thread;
  }

  private static LongSupplier threadTime() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return threads.isCurrentThreadCpuTimeSupported()
        ? threads::getCurrentThreadCpuTime
        : System::nanoTime;
  }
}
