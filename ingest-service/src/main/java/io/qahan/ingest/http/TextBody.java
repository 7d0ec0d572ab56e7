package io.qahan.ingest.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The body of a request that is text, and not large. */
public final class TextBody {
  private TextBody() {}

  /**
   * Reads it as UTF-8.
   *
   * @param most bytes
   * @param advice to who sends more
   * @throws HttpFault 413 if it is larger
   */
  public static String read(Context ctx, int most, String advice) {
    try {
      byte[] body = ctx.bodyInputStream().readNBytes(most + 1);
      if (body.length <= most) {
        return new String(body, StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the request's body broke off", e);
    }
    throw new HttpFault(
        HttpStatus.CONTENT_TOO_LARGE,
        "too-large",
        String.format(Locale.ROOT, "The body is larger than [%d] bytes.", most),
        advice);
  }
}
