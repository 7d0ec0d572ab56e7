package io.qahan.dwave.sample;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import okhttp3.HttpUrl;

/**
 * An answer in format {@code binary-ref}, which is not there but somewhere: nonlinear solvers give
 * such.
 *
 * @param url where its bytes are
 */
public record BinaryReference(URI url) {
  private static final String FORMAT = "binary-ref";
  private static final String AUTHENTICATION = "sapi-token";

  /** Whether an answer is of that format. */
  public static boolean isOne(JsonNode answer) {
    return answer.path("format").asText().equals(FORMAT);
  }

  /**
   * Reads an answer.
   *
   * @throws MalformedAnswerException naming the field that is wrong, or an authentication that is
   *     not known here
   */
  public static BinaryReference of(JsonNode answer) {
    if (!isOne(answer)) {
      throw AnswerFields.missing("format");
    }
    String authentication = answer.path("auth_method").asText();
    if (!authentication.equals(AUTHENTICATION)) {
      throw new MalformedAnswerException(
          "[auth_method] of the answer is [%s]; this client knows [%s]"
              .formatted(authentication, AUTHENTICATION));
    }
    HttpUrl url = HttpUrl.parse(answer.path("url").asText());
    if (url == null) {
      throw new MalformedAnswerException("[url] of the answer is no address");
    }
    return new BinaryReference(url.uri());
  }
}
