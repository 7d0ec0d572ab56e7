package io.qahan.ingest.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.qahan.ingest.image.RejectReason;
import io.qahan.ingest.image.decode.BusyException;
import io.qahan.ingest.image.decode.ByteBudget;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.ZipException;

/**
 * A request's body, and the bytes that it takes of the budget for bodies. Closed when what was made
 * of it is on its way.
 */
public final class HttpBody implements AutoCloseable {
  /** How long a request waits for memory before its client is told to come again. */
  public static final Duration PATIENCE = Duration.ofMillis(500);

  private static final int FIRST_PART = 16 << 10;

  private final byte[] bytes;
  private final ByteBudget.Share share;

  private HttpBody(byte[] bytes, ByteBudget.Share share) {
    this.bytes = bytes;
    this.share = share;
  }

  /** The body's own, not a copy. */
  public byte[] bytes() {
    return bytes;
  }

  /**
   * Reads a body that is not empty.
   *
   * @param most bytes
   * @param advice to who sends more
   * @throws HttpFault 400 if there is none, 413 if it is larger, 503 if there is no memory for it
   */
  public static HttpBody read(Context ctx, int most, String advice, HttpPolicy policy) {
    return read(ctx, PacedBody.of(ctx), most, advice, policy);
  }

  /** The same of a body that is something else on its way, such as packed: {@link PacedBody}. */
  public static HttpBody read(
      Context ctx, InputStream in, int most, String advice, HttpPolicy policy) {
    ByteBudget.Share share = null;
    try {
      share = policy.bodies().take(0, PATIENCE);
      HttpBody body = new HttpBody(bytes(ctx, in, most, advice, share), share);
      share = null;
      return body;
    } catch (BusyException e) {
      throw busy(e);
    } finally {
      if (share != null) {
        share.close();
      }
    }
  }

  @Override
  public void close() {
    share.close();
  }

  /** Takes memory as the bytes come: a client that says much and sends little holds little. */
  private static byte[] bytes(
      Context ctx, InputStream in, int most, String advice, ByteBudget.Share share) {
    if (ctx.contentLength() > most) {
      throw tooLarge(most, advice);
    }
    int enough = most + 1; // a chunked body has no length; one byte more is too large
    byte[] body = new byte[0];
    int length = 0;
    try {
      int read = 0;
      while (read >= 0 && length < enough) {
        if (length == body.length) {
          int more = Math.min(Math.max(FIRST_PART, length), enough - length);
          share.more((long) HttpPolicy.COPIES * more, PATIENCE);
          body = Arrays.copyOf(body, length + more);
        }
        read = in.read(body, length, body.length - length);
        length += Math.max(0, read);
      }
    } catch (EOFException | ZipException e) { // Jetty says the end of a connection otherwise
      throw HttpFault.badRequest(
          "bad-encoding",
          "The body cannot be unpacked: " + e.getMessage() + ".",
          "Send it as it is.");
    } catch (IOException e) {
      throw new UncheckedIOException("the request's body broke off", e);
    }
    if (length > most) {
      throw tooLarge(most, advice);
    }
    if (length == 0) {
      throw new HttpFault(
          HttpStatus.BAD_REQUEST,
          RejectReason.EMPTY.slug(),
          "The request has no body.",
          "Send the image as the body: curl --data-binary @image.png -H 'Content-Type: image/png'");
    }
    return Arrays.copyOf(body, length);
  }

  /** What to tell who finds no memory, for a body or for what is made of it. */
  public static HttpFault busy(BusyException e) {
    return new HttpFault(
        HttpStatus.SERVICE_UNAVAILABLE,
        "busy",
        "Too many large images at a time: " + e.getMessage() + ".",
        "Send it again in a second, or fewer at a time; or raise ingest.decode.memory.mib.");
  }

  private static HttpFault tooLarge(int most, String advice) {
    return new HttpFault(
        HttpStatus.CONTENT_TOO_LARGE,
        RejectReason.TOO_LARGE.slug(),
        String.format(Locale.ROOT, "The body is larger than [%d] bytes.", most),
        advice);
  }
}
