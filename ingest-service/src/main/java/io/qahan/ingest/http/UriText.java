package io.qahan.ingest.http;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Refuses paths and queries that are not UTF-8 when their percent signs are resolved. Servers put a
 * replacement character for what they cannot read, and then two ids that differ are one.
 */
public final class UriText {

  private UriText() {}

  /** Lets a server look at each request before any route does. */
  public static void checkedBy(JavalinConfig config) {
    config.routes.before(UriText::check);
  }

  private static void check(Context ctx) {
    check("path", ctx.req().getRequestURI());
    check("query", ctx.req().getQueryString());
  }

  private static void check(String part, String text) {
    if (text != null && !isUtf8(text)) {
      throw new HttpFault(
          HttpStatus.BAD_REQUEST,
          "not-utf-8",
          "The %s is not UTF-8 with percent signs: [%s].".formatted(part, text),
          "Percent-encode the bytes of its UTF-8, as curl --data-urlencode does.");
    }
  }

  private static boolean isUtf8(String text) {
    if (text.indexOf('%') < 0 && text.chars().allMatch(c -> c < 0x80)) {
      return true;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != '%') {
        bytes.write(text.charAt(i));
        if (text.charAt(i) > 0xFF) {
          return false;
        }
        continue;
      }
      int high = i + 1 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
      if (high < 0 || low < 0) {
        return false;
      }
      bytes.write(high << 4 | low);
      i += 2;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray()));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
