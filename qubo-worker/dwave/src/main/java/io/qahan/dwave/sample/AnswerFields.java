package io.qahan.dwave.sample;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.BitSet;
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

  /**
   * Holds numbers against what they may be: different from each other, and from 0 to below a bound.
   */
  static void checkVariables(int[] variables, long below, String field) {
    BitSet seen = new BitSet();
    for (int variable : variables) {
      if (variable < 0 || variable >= below || seen.get(variable)) {
        throw new MalformedAnswerException(
            String.format(
                Locale.ROOT,
                "[%s] of the answer has the variable [%d]%s",
                field,
                variable,
                variable < 0 || variable >= below
                    ? String.format(Locale.ROOT, ", which is not from 0 to %d", below - 1)
                    : " twice"));
      }
      seen.set(variable);
    }
  }

  /** How often samples were read: at least once each. */
  static void checkOccurrences(double[] occurrences) {
    for (double count : occurrences) {
      if (!(count >= 1 && count <= Integer.MAX_VALUE && count == Math.rint(count))) {
        throw new MalformedAnswerException(
            String.format(
                Locale.ROOT,
                "[num_occurrences] of the answer has the entry [%s], which is no number of reads",
                count));
      }
    }
  }

  /** Energies that can be compared. */
  static void checkEnergies(double[] energies) {
    for (double energy : energies) {
      if (!Double.isFinite(energy)) {
        throw new MalformedAnswerException(
            String.format(Locale.ROOT, "[energies] of the answer has the entry [%s]", energy));
      }
    }
  }

  /** The bits of all samples, as far as one set of bits holds them. */
  static BitSet bits(int rows, int columns) {
    if ((long) rows * columns > Integer.MAX_VALUE) {
      throw new MalformedAnswerException(
          String.format(
              Locale.ROOT, "[%d] samples of [%d] variables are more than fit", rows, columns));
    }
    return new BitSet(rows * columns);
  }

  static MalformedAnswerException missing(String field) {
    return new MalformedAnswerException(
        "[%s] of the answer is missing or not what it should be".formatted(field));
  }
}
