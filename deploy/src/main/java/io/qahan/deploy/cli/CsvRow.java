package io.qahan.deploy.cli;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A row of comma-separated text, whose first line names the columns.
 *
 * @param place file and line, for error messages
 * @param cells the texts by column; may be empty
 */
public record CsvRow(String place, Map<String, String> cells) {
  /** Spreadsheets put it in front of what they write as UTF-8. */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private static final ObjectReader LINES =
      CsvMapper.builder()
          .enable(
              CsvParser.Feature.WRAP_AS_ARRAY,
              CsvParser.Feature.TRIM_SPACES,
              CsvParser.Feature.SKIP_EMPTY_LINES)
          .build()
          .readerForListOf(String.class);

  /**
   * All rows of a file; empty lines are passed over.
   *
   * @throws IllegalArgumentException naming the line that has more or fewer cells than columns
   */
  public static List<CsvRow> parse(String file, String content) throws IOException {
    List<CsvRow> rows = new ArrayList<>();
    List<String> columns = List.of();
    String text = content.startsWith(BYTE_ORDER_MARK) ? content.substring(1) : content;
    try (MappingIterator<List<String>> lines = LINES.readValues(text)) {
      while (lines.hasNextValue()) {
        List<String> texts = lines.nextValue();
        int line = lines.getParser().currentTokenLocation().getLineNr();
        if (columns.isEmpty()) {
          columns = texts;
        } else {
          String place = String.format(Locale.ROOT, "%s, line %d", file, line);
          rows.add(new CsvRow(place, cells(place, columns, texts)));
        }
      }
    }
    return rows;
  }

  private static Map<String, String> cells(String place, List<String> columns, List<String> texts) {
    if (texts.size() != columns.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "[%s] has [%d] cells, but there are [%d] columns",
              place,
              texts.size(),
              columns.size()));
    }
    Map<String, String> cells = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      cells.put(columns.get(i), texts.get(i));
    }
    return cells;
  }

  /**
   * The text of a column, which may be empty.
   *
   * @throws IllegalArgumentException if there is no such column
   */
  public String text(String column) {
    String text = cells.get(column);
    if (text == null) {
      throw new IllegalArgumentException(
          "[%s] has no column [%s], only %s".formatted(place, column, cells.keySet()));
    }
    return text;
  }

  /**
   * The number in a column.
   *
   * @throws IllegalArgumentException if there is none
   */
  public double number(String column) {
    String text = text(column);
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "[%s] says %s [%s], which is no number".formatted(place, column, text), e);
    }
  }

  /** Empty where the cell is. */
  public OptionalDouble numberIfAny(String column) {
    return text(column).isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(number(column));
  }
}
