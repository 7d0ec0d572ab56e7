package io.qahan.dwave.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.dwave.config.Secrets;
import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import javax.net.ssl.SSLException;
import okio.ByteString;

/** What an answer or the lack of one means for the caller. */
public final class Failures {
  private static final int LONGEST_TEXT = 500;

  /** How OkHttp says it; its exception has no kind of its own. */
  private static final String REDIRECTED_AGAIN_AND_AGAIN = "Too many follow-up requests";

  private Failures() {}

  /**
   * What a status and its text mean. Also for the items of a batch, which carry their own code.
   *
   * @param what was asked for, for the message
   * @param retryAfter what the server said, null if nothing
   */
  public static SapiException of(String what, int status, String text, Duration retryAfter) {
    String message =
        String.format(Locale.ROOT, "[%s] is answered with [%d]: %s", what, status, text);
    if (isOffline(text)) {
      return offline(message);
    }
    return switch (status) {
      case 401 ->
          new SapiAuthenticationException(
              message + ". Check DWAVE_API_TOKEN and that it belongs to this endpoint");
      case 403 ->
          new SapiAuthenticationException(
              message + ". The token is not allowed this; check the project's access");
      case 410 -> new PermanentSapiException(message + ". It is no longer stored", status, null);
      case 408, 429, 503 ->
          new TransientSapiException(message + ". Wait", status == 429, retryAfter, null);
      default -> {
        if (status >= 500) {
          yield new TransientSapiException(message + ". Wait", false, retryAfter, null);
        }
        if (status < 400) {
          yield new PermanentSapiException(
              message + ". Maybe the endpoint has moved; set DWAVE_API_ENDPOINT", status, null);
        }
        yield new RejectedRequestException(message, status);
      }
    };
  }

  /** Whether SAPI's words say that the solver is offline. */
  public static boolean isOffline(String text) {
    return text.toLowerCase(Locale.ROOT).contains("solver is offline");
  }

  public static SapiException offline(String message) {
    return new SolverOfflineException(message + ". Choose another solver, or wait");
  }

  /** What a lost connection, a timeout or an answer that cannot be read means. */
  static SapiException of(String what, IOException thrown, Departure departure, Secrets secrets) {
    IOException e = printable(thrown, secrets);
    if (thrown instanceof SSLException && !departure.departed()) {
      return new PermanentSapiException(
          "[%s] is not trusted: %s. Maybe a proxy intercepts TLS: add its certificate to the trust store, or set client_cert if the server wants one"
              .formatted(what, e.getMessage()),
          0,
          e);
    }
    if (thrown instanceof ProtocolException
        && String.valueOf(thrown.getMessage()).startsWith(REDIRECTED_AGAIN_AND_AGAIN)) {
      return new PermanentSapiException(
          "[%s] is redirected again and again: %s. Set DWAVE_API_ENDPOINT to where SAPI is"
              .formatted(what, e.getMessage()),
          0,
          e);
    }
    return new TransientSapiException(
        "[%s] got no answer: %s".formatted(what, e), !departure.departed(), null, e);
  }

  /** The failure itself, unless it quotes what nobody may read or no terminal should obey. */
  private static IOException printable(IOException e, Secrets secrets) {
    if (secrets.printable(e.toString()).equals(e.toString())) {
      return e;
    }
    IOException shown = new IOException(secrets.printable(e.toString()));
    shown.setStackTrace(e.getStackTrace());
    return shown;
  }

  /** SAPI's words from an error body: JSON with error_msg, or plain text, or nothing. */
  static String text(ByteString body, Secrets secrets) {
    String text = body.utf8().strip();
    try {
      JsonNode json = SapiResponse.MAPPER.readTree(text);
      if (json != null && json.path("error_msg").isTextual()) {
        text = json.get("error_msg").textValue();
      }
    } catch (IOException e) {
      // not JSON: as it is
    }
    String line = secrets.printable(text);
    if (line.isEmpty()) {
      return "no explanation";
    }
    return line.length() > LONGEST_TEXT ? line.substring(0, LONGEST_TEXT) + "..." : line;
  }

  /** The header Retry-After, seconds or a date; null if there is none that can be read. */
  static Duration retryAfter(String header, InstantSource clock) {
    return header == null ? null : RetryAfter.parse(header.strip(), clock.instant());
  }
}
