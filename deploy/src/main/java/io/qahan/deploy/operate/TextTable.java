package io.qahan.deploy.operate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A table for people: columns as wide as they must be, numbers to the right.
 *
 * @param columns their headings
 * @param rows each with a cell for every column
 */
public record TextTable(List<String> columns, List<List<String>> rows) {
  private static final String GAP = "  ";

  public TextTable {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "A row has [%d] cells, but there are [%d] columns: %s",
                row.size(),
                columns.size(),
                row));
      }
    }
  }

  /** The headings, then the rows, without blanks at the end. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(line(columns));
    rows.forEach(row -> lines.add(line(row)));
    return lines;
  }

  private String line(List<String> cells) {
    List<String> padded =
        IntStream.range(0, cells.size()).mapToObj(i -> padded(cells.get(i), i)).toList();
    return String.join(GAP, padded).stripTrailing();
  }

  private String padded(String cell, int column) {
    String blanks = " ".repeat(width(column) - cell.length());
    return isNumeric(column) ? blanks + cell : cell + blanks;
  }

  private int width(int column) {
    return rows.stream()
        .mapToInt(row -> row.get(column).length())
        .reduce(columns.get(column).length(), Math::max);
  }

  private boolean isNumeric(int column) {
    return rows.stream().allMatch(row -> row.get(column).matches("[-+]?[0-9.]*%?"));
  }
}
