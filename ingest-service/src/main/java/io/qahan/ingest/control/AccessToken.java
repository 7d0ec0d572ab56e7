package io.qahan.ingest.control;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.qahan.ingest.http.HttpFault;
import io.qahan.schemas.settings.Setting;
import io.qahan.schemas.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A secret that lets somebody act over HTTP. It is kept as a hash, compared in constant time, and
 * never printed. Where more than ten wrong ones are shown within a second, the others are told to
 * wait, and the log has one line a minute; the right one is let in at any time. Thread safe.
 */
public final class AccessToken {
  private static final Logger log = LoggerFactory.getLogger(AccessToken.class);
  private static final int SHORTEST = 16;
  private static final int MOST_A_SECOND = 10;
  private static final long SECOND = 1_000_000_000L;
  private static final long QUIET = 60 * SECOND;
  private static final String SCHEME = "Bearer ";

  private final Setting<?> setting;
  private final byte[] hash;
  private final LongSupplier nanoTime;
  private long second; // guarded by this
  private long wrong; // within it; guarded by this
  private long unlogged; // guarded by this
  private long loggedAt; // guarded by this

  private AccessToken(Setting<?> setting, byte[] hash, LongSupplier nanoTime) {
    this.setting = setting;
    this.hash = hash;
    this.nanoTime = nanoTime;
    this.second = nanoTime.getAsLong();
    this.loggedAt = second - QUIET;
  }

  /**
   * The token of a setting, or none if that is empty: then nobody may act.
   *
   * @throws IllegalArgumentException if it is too short to be a secret; the message does not tell
   *     it
   */
  public static AccessToken of(Settings settings, Setting<String> setting) {
    return of(setting, settings.get(setting), System::nanoTime);
  }

  /**
   * The same of a text.
   *
   * @param nanoTime a clock that only measures, as {@link System#nanoTime()}
   */
  public static AccessToken of(Setting<?> setting, String text, LongSupplier nanoTime) {
    if (text.isEmpty()) {
      return new AccessToken(setting, new byte[0], nanoTime);
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
    return new AccessToken(setting, hashOf(text), nanoTime);
  }

  /** Whether anybody may act at all. */
  public boolean isSet() {
    return hash.length > 0;
  }

  /** Whether a request shows it. */
  public boolean isShownBy(Context ctx) {
    return admits(ctx.header("Authorization"));
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
   * @throws HttpFault 403 if it does not, or if nobody may; 429 if many did not in this second
   */
  public void check(Context ctx, String act) {
    if (!isSet()) {
      throw new HttpFault(
          HttpStatus.FORBIDDEN,
          "admin-off",
          "Nobody may %s over HTTP.".formatted(act),
          "Set %s (%s) and start ingest again."
              .formatted(setting.name(), setting.environmentVariable()));
    }
    if (!isShownBy(ctx)) {
      throw refused(act);
    }
  }

  /** What to answer who does not show it. */
  synchronized HttpFault refused(String act) {
    long now = nanoTime.getAsLong();
    unlogged++;
    if (now - loggedAt >= QUIET) {
      log.warn(
          "{} request(s) without [{}] were refused since this was last said; the newest wanted to {}",
          unlogged,
          setting.name(),
          act);
      loggedAt = now;
      unlogged = 0;
    }
    if (now - second >= SECOND) {
      second = now;
      wrong = 0;
    }
    wrong++;
    return wrong > MOST_A_SECOND
        ? new HttpFault(
            HttpStatus.TOO_MANY_REQUESTS,
            "too-many-tokens",
            String.format(
                Locale.ROOT,
                "More than %d wrong tokens were shown within a second.",
                MOST_A_SECOND),
            "Wait a second, and send the right one.")
        : new HttpFault(
            HttpStatus.FORBIDDEN,
            "bad-token",
            "The token is missing or wrong.",
            "Send the header Authorization: Bearer TOKEN, with what %s says."
                .formatted(setting.name()));
  }

  @Override
  public String toString() {
    return isSet() ? "AccessToken[set]" : "AccessToken[none]";
  }

  private static byte[] hashOf(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
