package io.qahan.dwave.sample;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Locale;

/** Fields of an answer, each checked; a fault names the field. */
final class AnswerFields {
  private AnswerFields() {}

  /** Base64 (RFC 4648, standard alphabet). */
  static byte[] bytes(JsonNode answer, String field) {
    JsonNode text = answer.path(field);
    if (!text.isTextual()) {
      throw missing(field);
    }
    try {
      return Base64.getDecoder().decode(text.textValue());
    } catch (IllegalArgumentException e) {
      throw new MalformedAnswerException("[%s] of the answer is not base64".formatted(field), e);
    }
  }

  /** Base64 of little-endian doubles. */
  static double[] doubles(JsonNode answer, String field) {
    ByteBuffer bytes = whole(answer, field, Double.BYTES);
    double[] values = new double[bytes.remaining() / Double.BYTES];
    bytes.asDoubleBuffer().get(values);
    return values;
  }

  /** Base64 of little-endian 32-bit integers. */
  static int[] ints(JsonNode answer, String field) {
    ByteBuffer bytes = whole(answer, field, Integer.BYTES);
    int[] values = new int[bytes.remaining() / Integer.BYTES];
    bytes.asIntBuffer().get(values);
    return values;
  }

  private static ByteBuffer whole(JsonNode answer, String field, int size) {
    byte[] bytes = bytes(answer, field);
    if (bytes.length % size != 0) {
      throw new MalformedAnswerException(
          String.format(
              Locale.ROOT,
              "[%s] of the answer has [%d] bytes, which is no multiple of %d",
              field,
              bytes.length,
              size));
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static MalformedAnswerException missing(String field) {
    return new MalformedAnswerException(
        "[%s] of the answer is missing or not what it should be".formatted(field));
  }
}
