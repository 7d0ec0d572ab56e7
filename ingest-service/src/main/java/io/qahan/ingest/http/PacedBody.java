package io.qahan.ingest.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * A request's body that has to come at a pace: whoever reads it holds a thread, and a client that
 * sends a byte now and then would hold it for good. Used by one thread.
 */
public final class PacedBody extends FilterInputStream {
  private static final Duration START = Duration.ofSeconds(10);
  private static final int BYTES_A_SECOND = 16 << 10;

  private final LongSupplier nanoTime;
  private final long since;
  private long bytes;

  /**
   * @param nanoTime a clock that only measures, as {@link System#nanoTime()}
   */
  PacedBody(InputStream in, LongSupplier nanoTime) {
    super(in);
    this.nanoTime = nanoTime;
    this.since = nanoTime.getAsLong();
  }

  /**
   * The body of a request.
   *
   * @return its reads throw a {@link HttpFault} (503) if it comes more slowly than 16 KiB a second,
   *     the first ten seconds aside
   */
  public static InputStream of(Context ctx) {
    return new PacedBody(ctx.bodyInputStream(), System::nanoTime);
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    came(read < 0 ? 0 : 1);
    return read;
  }

  @Override
  public int read(byte[] buffer, int from, int length) throws IOException {
    int read = super.read(buffer, from, length);
    came(Math.max(0, read));
    return read;
  }

  private void came(int more) {
    bytes += more;
    double seconds = (nanoTime.getAsLong() - since) / 1e9;
    if (seconds > START.toSeconds() + (double) bytes / BYTES_A_SECOND) {
      throw new HttpFault(
          HttpStatus.SERVICE_UNAVAILABLE,
          "slow-body",
          String.format(
              Locale.ROOT, "Of the body [%d] bytes came in %.0f seconds.", bytes, seconds),
          "Send it again over a faster line, or a smaller one.");
    }
  }
}
