package io.qahan.ingest.conv;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rows and columns of a block grid, as {@code 56x56} in the settings.
 *
 * @param rows l
 * @param columns m
 */
public record GridSize(int rows, int columns) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,6})x(\\d{1,6})");

  /** Reads {@code LxM}; nothing means the finest grid, one feature a block. */
  public static Optional<GridSize> parse(String text) {
    if (text.isBlank()) {
      return Optional.empty();
    }
    Matcher matcher = TEXT.matcher(text.trim());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("rows x columns such as 56x56, or empty");
    }
    return Optional.of(
        new GridSize(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))));
  }

  @Override
  public String toString() {
    return rows + "x" + columns;
  }
}
