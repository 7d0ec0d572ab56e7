package io.qahan.dwave.upload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qahan.dwave.http.SapiMedia;
import io.qahan.dwave.http.SapiRequest;
import io.qahan.dwave.http.SapiRequest.Repetition;
import io.qahan.dwave.http.SapiTransport;
import io.qahan.dwave.http.TransientSapiException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.RequestBody;

/** The requests about uploads; all of them may be repeated without harm. Thread safe. */
final class UploadCalls {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final MediaType OCTETS = MediaType.get("application/octet-stream");
  private static final String BASE = "bqm/multipart";

  private final SapiTransport transport;

  /**
   * Where an upload stands.
   *
   * @param complete whether it is closed
   * @param sums MD5 of the parts that are there, hexadecimal, by number from 1
   */
  record State(boolean complete, Map<Integer, String> sums) {}

  UploadCalls(SapiTransport transport) {
    this.transport = transport;
  }

  CompletableFuture<String> begin(long bytes) {
    SapiRequest request =
        SapiRequest.post(
                transport.url(BASE).build(),
                SapiMedia.ANY,
                body(JsonNodeFactory.instance.objectNode().put("size", bytes)))
            .repeated(Repetition.HARMLESS); // at worst an upload that nobody goes on with
    return transport.send(
        request,
        response -> {
          String id = response.json().path("id").asText();
          if (id.isEmpty()) {
            throw new TransientSapiException("The new upload has no id", false, null, null);
          }
          return id;
        });
  }

  CompletableFuture<State> state(String id) {
    return transport.send(
        SapiRequest.get(at(id, "status"), SapiMedia.ANY),
        response -> {
          JsonNode json = response.json();
          Map<Integer, String> sums = new HashMap<>();
          for (JsonNode part : json.path("parts")) {
            sums.put(
                part.path("part_number").asInt(),
                part.path("checksum").asText().replace("\"", "")); // old servers quote twice
          }
          return new State(json.path("status").asText().equals("UPLOAD_COMPLETED"), sums);
        });
  }

  CompletableFuture<Void> put(String id, int part, byte[] bytes, byte[] sum) {
    SapiRequest request =
        SapiRequest.put(at(id, "part/" + part), SapiMedia.ANY, RequestBody.create(bytes, OCTETS))
            .with("Content-MD5", PartSums.header(sum));
    return transport.send(request, response -> null);
  }

  CompletableFuture<Void> combine(String id, String checksum) {
    SapiRequest request =
        SapiRequest.post(
                at(id, "combine"),
                SapiMedia.ANY,
                body(JsonNodeFactory.instance.objectNode().put("checksum", checksum)))
            .repeated(Repetition.HARMLESS);
    return transport.send(request, response -> null);
  }

  private HttpUrl at(String id, String what) {
    return transport.url(BASE).addPathSegment(id).addPathSegments(what).build();
  }

  private static RequestBody body(ObjectNode json) {
    return RequestBody.create(json.toString().getBytes(StandardCharsets.UTF_8), JSON);
  }
}
