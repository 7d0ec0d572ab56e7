package io.qahan.ingest.inference;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qahan.ingest.http.Json;
import io.qahan.ingest.model.ClassNames;
import io.qahan.ingest.serving.ImageModel;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** The outputs of a request: a tensor each, in the JSON or as bytes behind it. */
final class InferenceResponse {
  private final byte[] json;
  private final byte[] behind;
  private final boolean isBinary;

  private InferenceResponse(byte[] json, byte[] behind, boolean isBinary) {
    this.json = json;
    this.behind = behind;
    this.isBinary = isBinary;
  }

  /** How many bytes are JSON; empty if all are. */
  OptionalInt headerLength() {
    return isBinary ? OptionalInt.of(json.length) : OptionalInt.empty();
  }

  /** All of it. */
  byte[] body() {
    byte[] body = Arrays.copyOf(json, json.length + behind.length);
    System.arraycopy(behind, 0, body, json.length, behind.length);
    return body;
  }

  /**
   * Writes one.
   *
   * @param name what the model is called
   * @param version as clients name it
   * @param model what was asked
   * @param answers one for each image of the request, in its order
   */
  static InferenceResponse of(
      InferenceRequest request,
      String name,
      String version,
      ImageModel model,
      List<ImageAnswer> answers) {
    ObjectNode json = Json.object().put("model_name", name).put("model_version", version);
    request.id().ifPresent(id -> json.put("id", id));
    ArrayNode outputs = json.putArray("outputs");
    ByteArrayOutputStream behind = new ByteArrayOutputStream();
    boolean anyBinary = false;
    List<RequestedOutput> asked =
        request.outputs().isEmpty() ? OutputTensor.unasked() : request.outputs();
    for (RequestedOutput output : asked) {
      Tensor tensor = tensor(output, model, answers);
      ObjectNode node = outputs.addObject().put("name", output.output().label());
      node.put("datatype", tensor.datatype());
      ArrayNode shape = node.putArray("shape").add(answers.size());
      tensor.inner().forEach(shape::add);
      if (output.binary().orElse(request.binary())) {
        byte[] bytes = tensor.bytes();
        node.putObject("parameters").put("binary_data_size", bytes.length);
        behind.writeBytes(bytes);
        anyBinary = true;
      } else {
        ArrayNode data = node.putArray("data");
        tensor.values().forEach(data::addPOJO);
      }
    }
    return new InferenceResponse(
        Json.text(json).getBytes(StandardCharsets.UTF_8), behind.toByteArray(), anyBinary);
  }

  /**
   * An output's values, flat.
   *
   * @param inner the dimensions behind the first
   */
  private record Tensor(String datatype, List<Integer> inner, List<?> values) {
    byte[] bytes() {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (Object value : values) {
        all.writeBytes(bytesOf(value));
      }
      return all.toByteArray();
    }

    private static byte[] bytesOf(Object value) {
      if (value instanceof Boolean kept) {
        return new byte[] {(byte) (kept ? 1 : 0)};
      }
      byte[] text = value instanceof String s ? s.getBytes(StandardCharsets.UTF_8) : new byte[0];
      ByteBuffer bytes =
          ByteBuffer.allocate(Long.BYTES + text.length).order(ByteOrder.LITTLE_ENDIAN);
      if (value instanceof Float number) {
        bytes.putFloat(number);
      } else if (value instanceof Long number) {
        bytes.putLong(number);
      } else {
        bytes.putInt(text.length).put(text);
      }
      byte[] exact = new byte[bytes.position()];
      bytes.flip().get(exact);
      return exact;
    }
  }

  private static Tensor tensor(
      RequestedOutput requested, ImageModel model, List<ImageAnswer> answers) {
    OutputTensor output = requested.output();
    ClassNames classes = model.classes();
    List<Object> values = new ArrayList<>();
    if (requested.classes() > 0) {
      int most = Math.min(requested.classes(), classes.size());
      answers.forEach(answer -> values.addAll(mostProbable(answer, classes, most)));
      return new Tensor(InputTensor.BYTES, List.of(most), values);
    }
    List<Integer> inner = output.inner(model);
    for (ImageAnswer answer : answers) {
      switch (output) {
        case CLASS -> values.add(answer.classIndex() < 0 ? "" : classes.of(answer.classIndex()));
        case CLASS_INDEX -> values.add((long) answer.classIndex());
        case CONFIDENCE ->
            values.add(
                answer.classIndex() < 0
                    ? 0f
                    : answer.probabilities(classes.size())[answer.classIndex()]);
        case PROBABILITIES -> {
          for (float probability : answer.probabilities(classes.size())) {
            values.add(probability);
          }
        }
        case STATE -> values.add(answer.state());
        case ERROR -> values.add(answer.error());
        case IMAGE_ID -> values.add(answer.id());
        case MASK -> {
          BitSet kept = answer.mask();
          for (int block = 0; block < inner.get(0) * inner.get(1); block++) {
            values.add(kept.get(block));
          }
        }
      }
    }
    return new Tensor(output.datatype(), inner, values);
  }

  /** As Triton's classification extension has them: score, number and name with colons between. */
  private static List<String> mostProbable(ImageAnswer answer, ClassNames classes, int most) {
    float[] probabilities = answer.probabilities(classes.size());
    return IntStream.range(0, probabilities.length)
        .boxed()
        .sorted((a, b) -> Float.compare(probabilities[b], probabilities[a]))
        .limit(most)
        .map(
            label ->
                answer.classIndex() < 0
                    ? ""
                    : String.format(
                        Locale.ROOT, "%f:%d:%s", probabilities[label], label, classes.of(label)))
        .toList();
  }
}
