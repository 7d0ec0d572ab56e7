package io.qahan.deploy.bench;

import io.qahan.deploy.cli.CsvRow;
import io.qahan.qubo.kernel.ProblemFormatException;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.QahamFile;
import java.io.IOException;
import java.util.Locale;

/**
 * A mask problem to measure solvers on.
 *
 * @param name of its file, without the extension
 * @param bestKnown the least energy anyone has found
 */
record BenchmarkInstance(String name, MaskProblem problem, double bestKnown) {
  BenchmarkInstance {
    if (!Double.isFinite(bestKnown)) {
      throw new IllegalArgumentException(
          "the best known energy [%s] of [%s] must be finite".formatted(bestKnown, name));
    }
  }

  /**
   * An instance from its row of {@code best-known.csv} and the content of its file.
   *
   * @throws ProblemFormatException if the file is none, or of another shape than the row says
   */
  static BenchmarkInstance of(CsvRow row, byte[] content) throws IOException {
    String name = row.text("instance");
    MaskProblem problem = QahamFile.read(name, content).problem();
    same(row, "n", problem.n());
    same(row, "d", problem.d());
    same(row, "k", problem.k());
    return new BenchmarkInstance(name, problem, row.number("energy"));
  }

  private static void same(CsvRow row, String column, int inFile) throws IOException {
    if (row.number(column) != inFile) {
      throw new ProblemFormatException(
          String.format(
              Locale.ROOT,
              "[%s] says %s [%s], but the instance has [%d]",
              row.place(),
              column,
              row.text(column),
              inFile));
    }
  }

  /** Relative to the best known energy; absolute where that is next to 0. */
  double gap(double energy) {
    double scale = Math.abs(bestKnown);
    return (energy - bestKnown) / (scale < Goal.ABSOLUTE_TOLERANCE ? 1 : scale);
  }
}
