package io.qahan.ingest.inference;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.ingest.http.HttpFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * A tensor of a request as it came: its values are a list in the JSON, nested or flat, or bytes
 * behind it. Not thread safe.
 */
final class InputTensor {
  static final String BYTES = "BYTES";
  static final String UINT8 = "UINT8";
  static final String FP32 = "FP32";
  private static final List<String> TYPES = List.of(BYTES, UINT8, FP32);
  private static final int MOST_DIMENSIONS = 8;
  private static final int SMALLEST = 64; // numbers

  private String name = "";
  private String datatype = "";
  private int[] shape = {};
  private int binarySize = -1;
  private boolean isShared;
  private float[] numbers = {};
  private int numberCount;
  private final List<String> texts = new ArrayList<>();
  private ByteBuffer binary;

  private InputTensor() {}

  /**
   * Reads one; the parser stands at its opening brace. Fields that nobody knows are passed over.
   */
  static InputTensor read(JsonParser json) throws IOException {
    InputTensor tensor = new InputTensor();
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw fault("bad-input", "An input is no JSON object.", "Give name, shape and datatype.");
    }
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "name" -> tensor.name = json.getValueAsString("");
        case "datatype" -> tensor.datatype = json.getValueAsString("");
        case "shape" -> tensor.shape = shapeOf(json.readValueAsTree());
        case "parameters" -> tensor.parameters(json.readValueAsTree());
        case "data" -> tensor.data(json);
        default -> json.skipChildren();
      }
    }
    return tensor;
  }

  String name() {
    return name;
  }

  String datatype() {
    return datatype;
  }

  /** Dimensions, outermost first. */
  int[] shape() {
    return shape.clone();
  }

  /** How many bytes behind the JSON are this tensor's; -1 if its values are in the JSON. */
  int binarySize() {
    return binarySize;
  }

  /** Gives it its bytes. */
  void binary(ByteBuffer bytes) {
    binary = bytes.order(ByteOrder.LITTLE_ENDIAN);
  }

  /** How many values it must have. */
  int size() {
    long size = 1;
    for (int dimension : shape) {
      size *= dimension;
      if (size > Integer.MAX_VALUE) {
        throw wrong("shape %s is too large".formatted(Arrays.toString(shape)));
      }
    }
    return (int) size;
  }

  /** Refuses it if it cannot be what it says. */
  void check() {
    if (isShared) {
      throw wrong("is in shared memory, which this server has not");
    }
    if (shape.length == 0) {
      throw wrong("has no shape");
    }
    if (!TYPES.contains(datatype)) {
      throw wrong("is of type [%s]; this server takes %s".formatted(datatype, TYPES));
    }
    int size = size();
    if (binarySize < 0) {
      int given = datatype.equals(BYTES) ? texts.size() : numberCount;
      if (given != size) {
        throw wrong(
            String.format(
                Locale.ROOT,
                "has %d values of type %s, but its shape %s takes %d",
                given,
                datatype,
                Arrays.toString(shape),
                size));
      }
    } else if (!datatype.equals(BYTES)
        && binarySize != (long) size * (datatype.equals(FP32) ? 4 : 1)) {
      throw wrong(
          String.format(
              Locale.ROOT,
              "has %d bytes of type %s, but its shape %s takes %d values",
              binarySize,
              datatype,
              Arrays.toString(shape),
              size));
    }
  }

  /** The elements of BYTES: base64 in JSON, as they are behind it. */
  List<byte[]> contents() {
    if (binary != null) {
      return elements();
    }
    List<byte[]> contents = new ArrayList<>();
    for (String text : texts) {
      try {
        contents.add(Base64.getDecoder().decode(text.replaceAll("[\r\n]", "")));
      } catch (IllegalArgumentException e) {
        throw wrong("is not base64: " + e.getMessage());
      }
    }
    return contents;
  }

  /** The elements of BYTES as text. */
  List<String> words() {
    return binary == null
        ? List.copyOf(texts)
        : elements().stream().map(bytes -> new String(bytes, StandardCharsets.UTF_8)).toList();
  }

  /** Values of a number, by their place in the flat tensor. */
  float[] numbers(int from, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      int at = from + i;
      values[i] =
          binary == null
              ? numbers[at]
              : datatype.equals(FP32) ? binary.getFloat(4 * at) : binary.get(at) & 0xFF;
    }
    return values;
  }

  private List<byte[]> elements() {
    List<byte[]> elements = new ArrayList<>();
    ByteBuffer rest = binary.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    while (rest.hasRemaining()) {
      int length = rest.remaining() < Integer.BYTES ? -1 : rest.getInt();
      if (length < 0 || length > rest.remaining()) {
        throw wrong("ends within an element; put its length, 4 bytes, before each");
      }
      byte[] element = new byte[length];
      rest.get(element);
      elements.add(element);
    }
    if (elements.size() != size()) {
      throw wrong(
          String.format(
              Locale.ROOT,
              "has %d elements, but its shape %s takes %d",
              elements.size(),
              Arrays.toString(shape),
              size()));
    }
    return elements;
  }

  private void parameters(JsonNode parameters) {
    binarySize = parameters.path("binary_data_size").asInt(-1);
    isShared = parameters.has("shared_memory_region");
  }

  private void data(JsonParser json) throws IOException {
    int depth = 0;
    JsonToken token = json.currentToken();
    do {
      switch (token) {
        case START_ARRAY -> depth++;
        case END_ARRAY -> depth--;
        case VALUE_STRING -> texts.add(json.getText());
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
          if (numberCount == numbers.length) {
            numbers = Arrays.copyOf(numbers, Math.max(SMALLEST, 2 * numbers.length));
          }
          numbers[numberCount++] = json.getFloatValue();
        }
        default -> throw wrong("has data that are neither numbers nor strings in lists");
      }
      if (depth > MOST_DIMENSIONS) {
        throw wrong("has lists in lists, too deep");
      }
      if (depth > 0) {
        token = json.nextToken();
      }
    } while (depth > 0);
  }

  private static int[] shapeOf(JsonNode shape) {
    if (!shape.isArray() || shape.isEmpty() || shape.size() > MOST_DIMENSIONS) {
      throw fault("bad-input", "The shape is [%s].".formatted(shape), "Give a list of sizes.");
    }
    int[] sizes = new int[shape.size()];
    for (int i = 0; i < sizes.length; i++) {
      JsonNode size = shape.get(i);
      if (!size.isIntegralNumber() || !size.canConvertToInt() || size.asInt() < 1) {
        throw fault(
            "bad-input",
            "The shape is [%s].".formatted(shape),
            "Give whole numbers from 1 on, the number of images first.");
      }
      sizes[i] = size.asInt();
    }
    return sizes;
  }

  HttpFault wrong(String what) {
    return fault(
        "bad-input",
        "Input [%s] %s.".formatted(name, what),
        "GET /v2/models/NAME says what inputs there are.");
  }

  private static HttpFault fault(String slug, String message, String advice) {
    return HttpFault.badRequest(slug, message, advice);
  }
}
