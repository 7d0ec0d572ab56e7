package io.qahan.ingest.control;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.qahan.ingest.http.HttpFault;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secret that lets an operator act over HTTP. It is kept as a hash, compared in constant time,
 * and never printed. Immutable.
 */
public final class AdminToken {
  private static final Logger log = LoggerFactory.getLogger(AdminToken.class);
  private static final int SHORTEST = 16;
  private static final String SCHEME = "Bearer ";

  private final byte[] hash;

  private AdminToken(byte[] hash) {
    this.hash = hash;
  }

  /**
   * A token, or none if the text is empty: then nobody may act.
   *
   * @throws IllegalArgumentException if it is too short to be a secret; the message does not tell
   *     it
   */
  public static AdminToken of(String text) {
    if (text.isEmpty()) {
      return new AdminToken(new byte[0]);
    }
    if (text.length() < SHORTEST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the token has [%d] characters; give at least %d, for example from: openssl rand -hex"
                  + " 16",
              text.length(),
              SHORTEST));
    }
    return new AdminToken(hashOf(text));
  }

  /** Whether anybody may act at all. */
  public boolean isSet() {
    return hash.length > 0;
  }

  /**
   * Whether a request may act.
   *
   * @param authorization its {@code Authorization} header, {@code Bearer TOKEN}; null without one
   */
  boolean admits(String authorization) {
    return isSet()
        && authorization != null
        && authorization.startsWith(SCHEME)
        && MessageDigest.isEqual(hash, hashOf(authorization.substring(SCHEME.length())));
  }

  /**
   * Lets a request pass that shows the token.
   *
   * @param act what it would do: {@code control the training}
   * @throws HttpFault 403 if it does not, or if nobody may
   */
  public void check(Context ctx, String act) {
    if (!isSet()) {
      throw new HttpFault(
          HttpStatus.FORBIDDEN,
          "admin-off",
          "Nobody may %s over HTTP.".formatted(act),
          "Set ingest.http.admin.token (QAHAN_INGEST_HTTP_ADMIN_TOKEN) and start ingest again.");
    }
    if (!admits(ctx.header("Authorization"))) {
      log.warn("A request without the admin token was refused: it wanted to {}", act);
      throw new HttpFault(
          HttpStatus.FORBIDDEN,
          "bad-token",
          "The admin token is missing or wrong.",
          "Send the header Authorization: Bearer TOKEN, with what ingest.http.admin.token says.");
    }
  }

  @Override
  public String toString() {
    return isSet() ? "AdminToken[set]" : "AdminToken[none]";
  }

  private static byte[] hashOf(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
