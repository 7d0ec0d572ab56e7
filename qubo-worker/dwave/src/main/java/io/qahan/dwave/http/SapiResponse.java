package io.qahan.dwave.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
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
   * The body as JSON. What is wrong with it is said without quoting it.
   *
   * @throws TransientSapiException if it is not JSON: cut short, or of something in between
   */
  public JsonNode json() {
    try {
      JsonNode json = MAPPER.readTree(body.toByteArray());
      if (json != null && !json.isMissingNode()) {
        return json;
      }
    } catch (JsonEOFException e) {
      throw unreadable(
          "The answer is cut short: its JSON goes on after its [%d] bytes", body.size());
    } catch (JsonProcessingException e) {
      throw unreadable(
          "The answer is not JSON from its byte [%d] on. Maybe something between here and SAPI answered instead",
          e.getLocation() == null ? 0 : e.getLocation().getByteOffset());
    } catch (IOException e) {
      throw unreadable("The answer of [%d] bytes is not whole JSON", body.size());
    }
    throw new TransientSapiException("The answer is empty instead of JSON", false, null, null);
  }

  private static TransientSapiException unreadable(String what, long number) {
    return new TransientSapiException(String.format(Locale.ROOT, what, number), false, null, null);
  }
}
