package io.qahan.dwave.file;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.qubo.model.BqmRows;
import io.qahan.qubo.model.ModelChecks;
import io.qahan.qubo.model.Vartype;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * The header of a BQM file: {@code DIMODBQM}, the version's two bytes, a length as uint32, and that
 * many bytes of JSON, padded so that what follows begins at a multiple of 64.
 *
 * @param labels the labels of version 1; in version 2 only whether there are any, further on
 */
record BqmHeader(
    int version,
    Vartype vartype,
    int variables,
    int interactions,
    NumberType dtype,
    NumberType itype,
    NumberType ntype,
    JsonNode labels) {
  static final byte[] MAGIC = "DIMODBQM".getBytes(StandardCharsets.US_ASCII);
  private static final int FIXED_BYTES = 14;
  private static final int ALIGNMENT = 64;

  /** The header of what {@link BqmStream} writes: version 2.0, float64 and int32. */
  static byte[] bytes(BqmRows rows) {
    String json =
        String.format(
            Locale.ROOT,
            """
            {"dtype": "float64", "itype": "int32", "ntype": "int32", "shape": [%d, %d], \
            "type": "BinaryQuadraticModel", "variables": %b, "vartype": "%s"}
            """,
            rows.variables(),
            rows.interactions(),
            rows.labels().isPresent(),
            rows.vartype());
    int length = aligned(FIXED_BYTES + json.length());
    byte[] header = new byte[length];
    Arrays.fill(header, (byte) ' ');
    ByteBuffer.wrap(header)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .put((byte) 2)
        .put((byte) 0)
        .putInt(length - FIXED_BYTES)
        .put(json.getBytes(StandardCharsets.US_ASCII));
    return header;
  }

  /** The next multiple of 64. */
  static int aligned(int bytes) {
    return Math.addExact(bytes, ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  static BqmHeader read(BinaryInput in) throws IOException {
    if (in.left() < FIXED_BYTES || !Arrays.equals(in.getBytes(MAGIC.length, "magic"), MAGIC)) {
      throw in.fault("no BQM file: it does not begin with DIMODBQM and a header");
    }
    int major = in.get();
    int minor = in.get();
    if (major < 1 || major > 2) {
      throw in.fault(
          String.format(Locale.ROOT, "version [%d.%d]; 1 and 2 can be read", major, minor));
    }
    byte[] json = in.getBytes(Integer.toUnsignedLong(in.getInt()), "a header");
    try {
      return parsed(major, JsonMapper.builder().build().readTree(json));
    } catch (JacksonException e) {
      throw in.fault("the header is not JSON (%s)".formatted(e.getOriginalMessage()));
    } catch (IllegalArgumentException e) {
      throw in.fault(e.getMessage());
    }
  }

  private static BqmHeader parsed(int version, JsonNode json) {
    long variables = count(json, 0);
    long interactions = count(json, 1);
    ModelChecks.variables(variables);
    ModelChecks.interactions(interactions, variables);
    return new BqmHeader(
        version,
        vartype(text(json, "vartype")),
        (int) variables,
        (int) interactions,
        NumberType.named(text(json, "dtype"), true),
        NumberType.named(text(json, "itype"), false),
        NumberType.named(text(json, "ntype"), false),
        json.path("variables"));
  }

  private static long count(JsonNode json, int place) {
    JsonNode count = json.path("shape").path(place);
    if (!count.isIntegralNumber() || !count.canConvertToLong()) {
      throw new IllegalArgumentException(
          "shape [%s]; it must be [variables, interactions]".formatted(json.path("shape")));
    }
    return count.longValue();
  }

  private static String text(JsonNode json, String key) {
    if (!json.path(key).isTextual()) {
      throw new IllegalArgumentException("the header has no text \"%s\"".formatted(key));
    }
    return json.path(key).textValue();
  }

  private static Vartype vartype(String name) {
    return Arrays.stream(Vartype.values())
        .filter(vartype -> vartype.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "vartype [%s]; it must be SPIN or BINARY".formatted(name)));
  }

  /** Whether a section of labels follows the biases. */
  boolean labelsFollow() {
    return version == 2 && labels.asBoolean(false);
  }

  /** Bytes from the end of the header to the end of the biases. */
  long bodyBytes() {
    return dtype.bytes()
        + (long) variables * (ntype.bytes() + dtype.bytes())
        + 2L * interactions * (itype.bytes() + dtype.bytes());
  }
}
