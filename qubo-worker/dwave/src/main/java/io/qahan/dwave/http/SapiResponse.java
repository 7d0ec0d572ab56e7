package io.qahan.dwave.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Locale;
import okhttp3.Headers;
import okio.ByteString;

/**
 * An answer of SAPI, whole.
 *
 * @param status 2xx, or 304
 * @param headers of the answer
 * @param body its bytes
 */
public record SapiResponse(int status, Headers headers, ByteString body) {
  static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * The body as JSON.
   *
   * @throws TransientSapiException if it is not JSON: cut short, or of something in between
   */
  public JsonNode json() {
    try {
      JsonNode json = MAPPER.readTree(body.toByteArray());
      if (json != null && !json.isMissingNode()) {
        return json;
      }
    } catch (IOException e) {
      throw new TransientSapiException(
          String.format(
              Locale.ROOT,
              "The answer of [%d] bytes is not whole JSON. Maybe it was cut short on its way",
              body.size()),
          false,
          null,
          e);
    }
    throw new TransientSapiException("The answer is empty instead of JSON", false, null, null);
  }
}
