package io.qahan.dwave.sample;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.qubo.model.Vartype;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Reads the answers of hybrid solvers, format {@code bq}: a dimod sample set as JSON (schema 3).
 * Its samples are packed into 32-bit words, variable i in bit i mod 32 of word i / 32, lowest bit
 * first, or written out. Labels must be the integers that our uploads have.
 */
public final class BqAnswer {
  private static final int WORD = 32;
  private static final long MOST_WORD = (1L << WORD) - 1;

  private BqAnswer() {}

  /**
   * Decodes an answer.
   *
   * @throws MalformedAnswerException naming the field that is wrong
   */
  public static SampleSet decode(JsonNode answer) {
    JsonNode set = answer.path("data");
    int[] variables = variables(set);
    Vartype vartype = vartype(set.path("variable_type"));
    JsonNode rows = set.path("sample_data").path("data");
    if (!rows.isArray() || rows.size() != set.path("num_rows").asInt(rows.size())) {
      throw AnswerFields.missing("sample_data");
    }
    boolean packed = set.path("sample_packed").asBoolean(true);
    BitSet bits = AnswerFields.bits(rows.size(), variables.length);
    for (int row = 0; row < rows.size(); row++) {
      if (packed) {
        unpack(rows.get(row), row, variables.length, bits);
      } else {
        copy(rows.get(row), row, vartype, variables.length, bits);
      }
    }
    double[] energies = vector(set, "energy", rows.size());
    return new SampleSet(vartype, variables, bits, energies, occurrences(set, rows.size()));
  }

  private static int[] variables(JsonNode set) {
    JsonNode labels = set.path("variable_labels");
    if (!labels.isArray() || labels.size() != set.path("num_variables").asInt(labels.size())) {
      throw AnswerFields.missing("variable_labels");
    }
    int[] variables = new int[labels.size()];
    for (int column = 0; column < variables.length; column++) {
      if (!labels.get(column).isInt()) {
        throw AnswerFields.missing("variable_labels");
      }
      variables[column] = labels.get(column).intValue();
    }
    AnswerFields.checkVariables(variables, variables.length, "variable_labels");
    return variables;
  }

  private static Vartype vartype(JsonNode type) {
    return switch (type.asText()) {
      case "BINARY" -> Vartype.BINARY;
      case "SPIN" -> Vartype.SPIN;
      default -> throw AnswerFields.missing("variable_type");
    };
  }

  private static void unpack(JsonNode words, int row, int columns, BitSet bits) {
    if (words.size() != (columns + WORD - 1) / WORD) {
      throw AnswerFields.missing("sample_data");
    }
    for (JsonNode word : words) { // unsigned, so beyond int
      if (!word.isIntegralNumber() || word.asLong() < 0 || word.asLong() > MOST_WORD) {
        throw AnswerFields.missing("sample_data");
      }
    }
    for (int column = 0; column < columns; column++) {
      long word = words.get(column / WORD).asLong();
      bits.set(row * columns + column, (word >>> column % WORD & 1) == 1);
    }
  }

  private static void copy(JsonNode values, int row, Vartype vartype, int columns, BitSet bits) {
    if (values.size() != columns) {
      throw AnswerFields.missing("sample_data");
    }
    for (int column = 0; column < columns; column++) {
      JsonNode value = values.get(column);
      if (!value.isInt() || !vartype.takes(value.intValue())) {
        throw AnswerFields.missing("sample_data");
      }
      bits.set(row * columns + column, value.intValue() == 1);
    }
  }

  private static double[] vector(JsonNode set, String name, int rows) {
    JsonNode values = set.path("vectors").path(name).path("data");
    if (!values.isArray() || values.size() != rows) {
      throw AnswerFields.missing(name);
    }
    double[] vector = new double[rows];
    for (int row = 0; row < rows; row++) {
      if (!values.get(row).isNumber()) {
        throw AnswerFields.missing(name);
      }
      vector[row] = values.get(row).doubleValue();
    }
    return vector;
  }

  private static int[] occurrences(JsonNode set, int rows) {
    if (set.path("vectors").has("num_occurrences")) {
      double[] counts = vector(set, "num_occurrences", rows);
      AnswerFields.checkOccurrences(counts);
      return Arrays.stream(counts).mapToInt(count -> (int) count).toArray();
    }
    int[] ones = new int[rows];
    Arrays.fill(ones, 1);
    return ones;
  }
}
