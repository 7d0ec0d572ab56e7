package io.qahan.ingest.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The body of a request that is text, and not large. */
public final class TextBody {
  /** Some editors and shells put it in front of what they write. */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private TextBody() {}

  /**
   * Reads it as UTF-8.
   *
   * @param most bytes
   * @param advice to who sends more
   * @throws HttpFault 413 if it is larger, 400 if it is not UTF-8: else two ids that differ become
   *     one
   */
  public static String read(Context ctx, int most, String advice) {
    try {
      byte[] body = PacedBody.of(ctx).readNBytes(most + 1);
      if (body.length <= most) {
        String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
      }
    } catch (CharacterCodingException e) {
      throw HttpFault.badRequest("not-utf-8", "The body is not UTF-8.", "Send it as UTF-8.");
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
