package io.qahan.dwave.sample;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.qubo.model.Vartype;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;

/**
 * Reads the answers of QPUs, format {@code qp}: base64 of little-endian arrays, and the samples as
 * bits, the first active variable in the highest bit of the first byte, each sample from a byte of
 * its own on.
 */
public final class QpAnswer {
  private QpAnswer() {}

  /**
   * Decodes an answer.
   *
   * @param vartype SPIN for problems of type ising, BINARY for qubo
   * @param offset of the job, added to every energy unless the answer has its own
   * @throws MalformedAnswerException naming the field that is wrong
   */
  public static SampleSet decode(JsonNode answer, Vartype vartype, double offset) {
    int[] active = AnswerFields.ints(answer, "active_variables");
    double[] energies = AnswerFields.doubles(answer, "energies");
    int[] occurrences = occurrences(answer, energies.length);
    BitSet bits = bits(AnswerFields.bytes(answer, "solutions"), active.length, energies.length);
    AnswerFields.checkVariables(
        active, answer.path("num_variables").asLong(1L + Integer.MAX_VALUE), "active_variables");
    AnswerFields.checkEnergies(energies);
    AnswerFields.checkOccurrences(Arrays.stream(occurrences).asDoubleStream().toArray());
    JsonNode own = answer.path("offset");
    double added = own.isNumber() ? own.doubleValue() : offset;
    for (int row = 0; row < energies.length; row++) {
      energies[row] += added;
    }
    return new SampleSet(vartype, active, bits, energies, occurrences);
  }

  /** Raw answers come read by read, without numbers of occurrences. */
  private static int[] occurrences(JsonNode answer, int rows) {
    if (!answer.path("num_occurrences").isTextual()) {
      int[] ones = new int[rows];
      Arrays.fill(ones, 1);
      return ones;
    }
    int[] occurrences = AnswerFields.ints(answer, "num_occurrences");
    if (occurrences.length != rows) {
      throw new MalformedAnswerException(
          String.format(
              Locale.ROOT,
              "[num_occurrences] has [%d] entries but [energies] has [%d]",
              occurrences.length,
              rows));
    }
    return occurrences;
  }

  private static BitSet bits(byte[] solutions, int columns, int rows) {
    int stride = (columns + 7) / 8;
    if (solutions.length != (long) stride * rows) {
      throw new MalformedAnswerException(
          String.format(
              Locale.ROOT,
              "[solutions] has [%d] bytes, but [%d] samples of [%d] variables take [%d]",
              solutions.length,
              rows,
              columns,
              (long) stride * rows));
    }
    BitSet bits = AnswerFields.bits(rows, columns);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        if ((solutions[row * stride + column / 8] & 0x80 >> column % 8) != 0) {
          bits.set(row * columns + column);
        }
      }
    }
    return bits;
  }
}
