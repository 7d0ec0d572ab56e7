package io.qahan.deploy.bench;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The solver benchmark for people: Markdown in columns, printed as the rows come. */
final class SolverTable {
  private static final MathContext DIGITS = new MathContext(3);

  /** A column; numbers stand at its right. */
  private enum Column {
    INSTANCE("instance", 19, false),
    SOLVER("solver", 10, false),
    FOUND("found", 9, true),
    P50("p50 ms", 8, true),
    TTS99("TTS99 ms", 8, true),
    GAP("worst gap", 9, true),
    GOAL("goal ms", 7, true),
    VERDICT("goal", 15, false),
    PEER("best peer", 25, false),
    PEER_TTS99("its TTS99 ms", 12, true),
    RATIO("ratio", 6, true),
    PROTOTYPE("struct-tabu ms", 14, true);

    private final String title;
    private final int width;
    private final boolean number;

    Column(String title, int width, boolean number) {
      this.title = title;
      this.width = width;
      this.number = number;
    }

    private String padded(String text) {
      return String.format(Locale.ROOT, number ? "%" + width + "s" : "%-" + width + "s", text);
    }

    private String rule() {
      return "-".repeat(width - 1) + (number ? ":" : "-");
    }
  }

  private SolverTable() {}

  /** The two lines above the rows. */
  static List<String> header() {
    List<String> titles = new ArrayList<>();
    List<String> rules = new ArrayList<>();
    for (Column column : Column.values()) {
      titles.add(column.padded(column.title));
      rules.add(column.rule());
    }
    return List.of(joined(titles), joined(rules));
  }

  /** One row. */
  static String line(SolverRow row) {
    List<String> cells = new ArrayList<>();
    for (Column column : Column.values()) {
      cells.add(column.padded(cell(column, row)));
    }
    return joined(cells);
  }

  private static String joined(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  private static String cell(Column column, SolverRow row) {
    return switch (column) {
      case INSTANCE -> row.instance();
      case SOLVER -> row.solver();
      case FOUND -> row.found() + "/" + row.seeds();
      case P50 -> row.p50Ms() == null ? "never" : digits(row.p50Ms());
      case TTS99 -> row.tts99Ms() == null ? "never" : digits(row.tts99Ms());
      case GAP ->
          row.found() == row.seeds() ? "" : String.format(Locale.ROOT, "%.2g", row.worstGap());
      case GOAL -> row.goalMs() == null ? "" : digits(row.goalMs());
      case VERDICT -> verdict(row);
      case PEER -> row.bestPeer() == null ? "" : row.bestPeer();
      case PEER_TTS99 -> peer(row);
      case RATIO -> row.peerRatio() == null ? "" : digits(row.peerRatio());
      case PROTOTYPE -> row.structTabuMs() == null ? "" : digits(row.structTabuMs());
    };
  }

  private static String verdict(SolverRow row) {
    if (row.goalMs() == null) {
      return "";
    }
    if (row.goalFactor() == null) {
      return row.timeLimitMs() < row.goalMs() ? "limit too short" : "missed";
    }
    return (row.goalHit() ? "hit, x " : "missed, x ") + digits(row.goalFactor());
  }

  private static String peer(SolverRow row) {
    if (row.bestPeer() == null) {
      return "";
    }
    return row.bestPeerMs() == null ? "never" : digits(row.bestPeerMs());
  }

  /** Three digits, as people write them. */
  private static String digits(double value) {
    return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
  }
}
