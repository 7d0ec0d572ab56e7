package io.qahan.ingest.inference;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.ingest.http.HttpFault;
import java.util.Optional;

/**
 * An output that a client asks for.
 *
 * @param output which
 * @param binary whether it is to come as bytes behind the JSON, if the client says
 * @param classes how many of the most probable classes are wanted as text; 0 for none
 */
record RequestedOutput(OutputTensor output, Optional<Boolean> binary, int classes) {

  /**
   * Reads one.
   *
   * @throws HttpFault 400 if there is no such output
   */
  static RequestedOutput of(JsonNode json) {
    String name = json.path("name").asText();
    OutputTensor output =
        OutputTensor.find(name)
            .orElseThrow(
                () ->
                    HttpFault.badRequest(
                        "bad-output",
                        "There is no output [%s].".formatted(name),
                        "Ask for some of " + OutputTensor.names() + "."));
    JsonNode parameters = json.path("parameters");
    if (parameters.has("shared_memory_region")) {
      throw HttpFault.badRequest(
          "bad-output",
          "Output [%s] is wanted in shared memory, which this server has not.".formatted(name),
          "Ask for it in the answer.");
    }
    int classes = Math.max(0, parameters.path("classification").asInt(0));
    if (classes > 0 && output != OutputTensor.PROBABILITIES) {
      throw HttpFault.badRequest(
          "bad-output",
          "Output [%s] has no classification.".formatted(name),
          "Ask for that of [probabilities].");
    }
    JsonNode binary = parameters.path("binary_data");
    return new RequestedOutput(
        output, binary.isBoolean() ? Optional.of(binary.asBoolean()) : Optional.empty(), classes);
  }
}
