package io.qahan.deploy.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A row of comma-separated text without quotes, whose first line names the columns.
 *
 * @param place file and line, for error messages
 * @param cells the texts by column; may be empty
 */
record CsvRow(String place, Map<String, String> cells) {

  /**
   * All rows of a file; empty lines are passed over.
   *
   * @throws IllegalArgumentException naming the line that has more or fewer cells than columns
   */
  static List<CsvRow> parse(String file, String content) {
    List<CsvRow> rows = new ArrayList<>();
    List<String> lines = content.lines().toList();
    String[] columns = lines.isEmpty() ? new String[0] : lines.get(0).split(",", -1);
    for (int line = 1; line < lines.size(); line++) {
      if (!lines.get(line).isBlank()) {
        String place = String.format(Locale.ROOT, "%s, line %d", file, line + 1);
        rows.add(new CsvRow(place, cells(place, columns, lines.get(line).split(",", -1))));
      }
    }
    return rows;
  }

  private static Map<String, String> cells(String place, String[] columns, String[] texts) {
    if (texts.length != columns.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "[%s] has [%d] cells, but there are [%d] columns",
              place,
              texts.length,
              columns.length));
    }
    Map<String, String> cells = new LinkedHashMap<>();
    for (int i = 0; i < columns.length; i++) {
      cells.put(columns[i].trim(), texts[i].trim());
    }
    return cells;
  }

  String text(String column) {
    String text = cells.get(column);
    if (text == null) {
      throw new IllegalArgumentException(
          "[%s] has no column [%s], only %s".formatted(place, column, cells.keySet()));
    }
    return text;
  }

  double number(String column) {
    String text = text(column);
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "[%s] says %s [%s], which is no number".formatted(place, column, text), e);
    }
  }

  /** Empty where the cell is. */
  OptionalDouble numberIfAny(String column) {
    return text(column).isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(number(column));
  }
}
