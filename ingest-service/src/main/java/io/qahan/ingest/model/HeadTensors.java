package io.qahan.ingest.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.ingest.conv.PyTorchEngine;
import io.qahan.ingest.head.HeadShape;
import io.qahan.schemas.codec.LittleEndian;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** {@code head.safetensors}: {@code fc.weight}, classes x features, and {@code fc.bias}. */
final class HeadTensors {
  private static final String WEIGHT = "fc.weight";
  private static final String BIAS = "fc.bias";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private HeadTensors() {}

  /**
   * @param weights W row-major, one row a class, then b
   */
  static byte[] bytes(HeadShape shape, float[] weights) {
    int split = shape.classes() * shape.features();
    try (NDManager manager = PyTorchEngine.newManager()) {
      NDArray weight =
          manager.create(
              Arrays.copyOf(weights, split), new Shape(shape.classes(), shape.features()));
      weight.setName(WEIGHT);
      NDArray bias = manager.create(Arrays.copyOfRange(weights, split, weights.length));
      bias.setName(BIAS);
      return new NDList(weight, bias).encode(NDList.Encoding.SAFETENSORS);
    }
  }

  /**
   * W row-major, one row a class, then b. Reads without DJL, so that a command or a worker that
   * only asks for the model's name loads no engine.
   *
   * @throws IllegalArgumentException if they are not two such tensors, or are cut short
   */
  static float[] read(byte[] file, HeadShape shape) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long header = file.length < Long.BYTES ? -1 : bytes.getLong();
    if (header < 2 || header > bytes.remaining()) {
      throw new IllegalArgumentException("it is cut short, or no safetensors file");
    }
    JsonNode tree;
    try {
      tree = JSON.readTree(file, Long.BYTES, (int) header);
    } catch (IOException e) {
      throw new IllegalArgumentException("its header is not JSON", e);
    }
    ByteBuffer values = bytes.slice(Long.BYTES + (int) header, bytes.remaining() - (int) header);
    float[] weight = tensor(tree, WEIGHT, List.of(shape.classes(), shape.features()), values);
    float[] bias = tensor(tree, BIAS, List.of(shape.classes()), values);
    if (values.capacity() != (long) Float.BYTES * shape.weights()) {
      throw new IllegalArgumentException(
          "it has [%s] bytes of weights, but a head of [%s] has %s"
              .formatted(values.capacity(), shape, (long) Float.BYTES * shape.weights()));
    }
    float[] both = Arrays.copyOf(weight, weight.length + bias.length);
    System.arraycopy(bias, 0, both, weight.length, bias.length);
    return both;
  }

  private static float[] tensor(
      JsonNode tree, String name, List<Integer> dimensions, ByteBuffer values) {
    JsonNode entry = tree.path(name);
    if (!entry.path("dtype").asText().equals("F32")
        || !entry.path("shape").equals(JSON.valueToTree(dimensions))) {
      throw new IllegalArgumentException(
          "tensor [%s] is %s but must be F32 %s"
              .formatted(
                  name,
                  entry.isMissingNode()
                      ? "missing"
                      : "[" + entry.path("dtype").asText() + " " + entry.path("shape") + "]",
                  dimensions));
    }
    long from = entry.path("data_offsets").path(0).asLong(-1);
    long to = entry.path("data_offsets").path(1).asLong(-1);
    long size = Float.BYTES;
    for (int dimension : dimensions) {
      size *= dimension;
    }
    if (from < 0 || to > values.capacity() || to - from != size) {
      throw new IllegalArgumentException(
          "tensor [%s] is not where its header says".formatted(name));
    }
    return LittleEndian.floats(values.slice((int) from, (int) size));
  }
}
