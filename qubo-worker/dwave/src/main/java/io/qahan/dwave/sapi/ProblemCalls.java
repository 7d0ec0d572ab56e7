package io.qahan.dwave.sapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.qahan.dwave.http.SapiMedia;
import io.qahan.dwave.http.SapiRequest;
import io.qahan.dwave.http.SapiRequest.Repetition;
import io.qahan.dwave.http.SapiResponse;
import io.qahan.dwave.http.SapiTransport;
import io.qahan.dwave.http.TransientSapiException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import okhttp3.HttpUrl;
import okhttp3.RequestBody;

/** The requests about problems. Thread safe. */
final class ProblemCalls {
  private static final String PROBLEMS = "problems/";
  private static final int MOST_FOUND = 10;

  private final SapiTransport transport;

  ProblemCalls(SapiTransport transport) {
    this.transport = transport;
  }

  /** Words of the service, as a message may hold them. */
  String printable(String words) {
    return transport.printable(words);
  }

  /** Submits a batch. The items of the answer are in the order of the batch. */
  CompletableFuture<JsonNode> submit(RequestBody batch, boolean deflated, int size) {
    SapiRequest request =
        SapiRequest.post(transport.url(PROBLEMS).build(), SapiMedia.PROBLEMS, batch);
    return transport.send(
        deflated ? request.with("Content-Encoding", "deflate") : request,
        response -> array(response, size));
  }

  /** The states of problems; waits at the server if a wait is given. One try. */
  CompletableFuture<List<ProblemStatus>> poll(Collection<String> ids, Duration wait) {
    HttpUrl.Builder url = transport.url(PROBLEMS).addQueryParameter("id", String.join(",", ids));
    if (wait.toSeconds() > 0) {
      url.addQueryParameter("timeout", Long.toString(wait.toSeconds()));
    }
    return transport.send(
        SapiRequest.get(url.build(), SapiMedia.PROBLEMS)
            .repeated(Repetition.NEVER)
            .patient(wait.plusSeconds(1)), // a server may hold any poll for a second
        response -> statuses(array(response, -1)));
  }

  /** A problem with its answer, if it has one. */
  CompletableFuture<ProblemStatus> load(String id) {
    HttpUrl url = transport.url(PROBLEMS).addPathSegment(id).addPathSegment("").build();
    return transport.send(
        SapiRequest.get(url, SapiMedia.PROBLEM), response -> status(response.json()));
  }

  /** The newest problem with exactly this label. */
  CompletableFuture<Optional<ProblemStatus>> find(String label) {
    HttpUrl url =
        transport
            .url(PROBLEMS)
            .addQueryParameter("label", label)
            .addQueryParameter("max_results", Integer.toString(MOST_FOUND))
            .build();
    return transport.send(
        SapiRequest.get(url, SapiMedia.PROBLEMS),
        response ->
            statuses(array(response, -1)).stream()
                .filter(status -> status.label().filter(label::equals).isPresent())
                .max(Comparator.comparing(status -> status.submittedOn().orElse(Instant.EPOCH))));
  }

  /** Cancels problems; the items of the answer are in the order of the ids. */
  CompletableFuture<JsonNode> cancel(List<String> ids) {
    ArrayNode body = JsonNodeFactory.instance.arrayNode();
    ids.forEach(body::add);
    byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    return transport.send(
        SapiRequest.delete(transport.url(PROBLEMS).build(), SapiMedia.PROBLEMS, JsonBody.of(bytes)),
        response -> array(response, ids.size()));
  }

  private static JsonNode array(SapiResponse response, int size) {
    JsonNode json = response.json();
    if (!json.isArray() || (size >= 0 && json.size() != size)) {
      throw unreadable(
          String.format(Locale.ROOT, "The answer is not a list of [%d] items", size), null);
    }
    return json;
  }

  private List<ProblemStatus> statuses(JsonNode array) {
    List<ProblemStatus> statuses = new ArrayList<>();
    array.forEach(item -> statuses.add(status(item)));
    return statuses;
  }

  /**
   * Reads the status of a problem.
   *
   * @throws TransientSapiException if it is none
   */
  ProblemStatus status(JsonNode json) {
    try {
      return ProblemStatus.of(json, transport::printable);
    } catch (IllegalArgumentException e) {
      throw unreadable("The answer is not the status of a problem", e);
    }
  }

  private static TransientSapiException unreadable(String message, Throwable cause) {
    return new TransientSapiException(
        message + ". Maybe something between here and SAPI answered instead", false, null, cause);
  }
}
