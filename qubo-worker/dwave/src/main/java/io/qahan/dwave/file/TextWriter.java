package io.qahan.dwave.file;

import io.qahan.qubo.model.BqmRows;
import io.qahan.qubo.model.CompensatedSum;
import io.qahan.qubo.model.Vartype;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** Writes models in the text formats, row by row; every bias reads back as the very same number. */
final class TextWriter {
  /** As many decimals as dimod writes, and more where a bias has them. */
  private static final int COO_DECIMALS = 6;

  private static final double ROUNDING = 1e-12;

  private final BqmRows rows;
  private final Writer out;
  private final DoubleFunction<String> number;
  private final int[] neighbours;
  private final double[] biases;

  private TextWriter(BqmRows rows, Writer out, DoubleFunction<String> number) {
    this.rows = rows;
    this.out = out;
    this.number = number;
    neighbours = new int[rows.maxDegree()];
    biases = new double[neighbours.length];
  }

  /** qbsolv's format, which {@link QbsolvReader} describes: nodes, then couplers. */
  static void qbsolv(BqmRows rows, Path file) throws IOException {
    if (rows.vartype() != Vartype.BINARY) {
      throw new IllegalArgumentException(
          "qbsolv files hold BINARY models, not [%s]; maybe change the vartype first"
              .formatted(rows.vartype()));
    }
    try (Writer out = Files.newBufferedWriter(file)) {
      TextWriter writer = new TextWriter(rows, out, Double::toString);
      if (rows.offset() != 0) {
        out.write(QbsolvReader.OFFSET + rows.offset() + "\n");
      }
      out.write(
          String.format(
              Locale.ROOT,
              "p qubo 0 %d %d %d\n",
              rows.variables(),
              linearBiases(rows),
              rows.interactions()));
      for (int v = 0; v < rows.variables(); v++) {
        writer.linear(v);
      }
      for (int v = 0; v < rows.variables(); v++) {
        writer.pairs(v, 0, 1);
      }
    }
  }

  /**
   * dimod's coordinate text, which {@link CooReader} describes, in dimod's order and, up to six
   * decimals, with its very bytes. Never an exponent, which dimod cannot read.
   */
  static void coo(BqmRows rows, Path file) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      TextWriter writer = new TextWriter(rows, out, TextWriter::plain);
      out.write(CooReader.VARTYPE + rows.vartype() + "\n");
      if (rows.offset() != 0) {
        out.write(CooReader.OFFSET + plain(rows.offset()) + "\n");
      }
      int last = rows.variables() - 1;
      for (int v = 0; v <= last; v++) {
        writer.linear(v);
        writer.pairs(v, 0, 1);
      }
      if (rows.linear(last) == 0 && rows.degree(last) == 0) {
        // Nothing else would say that this variable exists.
        writer.line(last, last, 0);
      }
    }
  }

  private static String plain(double bias) {
    BigDecimal exact = new BigDecimal(Double.toString(bias));
    return exact.setScale(Math.max(COO_DECIMALS, exact.scale())).toPlainString();
  }

  /** A graph to cut, which {@link MaxCutReader} describes. */
  static void maxCut(BqmRows rows, Path file) throws IOException {
    CompensatedSum cut = new CompensatedSum();
    double size = 0;
    int[] neighbours = new int[rows.maxDegree()];
    double[] biases = new double[neighbours.length];
    for (int v = 0; v < rows.variables(); v++) {
      rows.row(v, neighbours, biases);
      for (int i = 0; i < rows.degree(v); i++) {
        cut.add(biases[i] / 2);
        size += Math.abs(biases[i]);
      }
    }
    if (rows.vartype() != Vartype.SPIN
        || linearBiases(rows) > 0
        || Math.abs(rows.offset() + cut.value()) > ROUNDING * size) {
      throw new IllegalArgumentException(
          "a graph to cut has SPIN variables, no linear biases and the offset [%s]; this model has"
                  .formatted(-cut.value())
              + String.format(
                  Locale.ROOT,
                  " [%s], [%d] and [%s]",
                  rows.vartype(),
                  linearBiases(rows),
                  rows.offset()));
    }
    try (Writer out = Files.newBufferedWriter(file)) {
      TextWriter writer = new TextWriter(rows, out, TextWriter::wholeIfPossible);
      out.write(rows.variables() + " " + rows.interactions() + "\n");
      for (int v = 0; v < rows.variables(); v++) {
        writer.pairs(v, 1, 2);
      }
    }
  }

  private static String wholeIfPossible(double weight) {
    return weight == Math.rint(weight) && Math.abs(weight) < 1e15
        ? Long.toString((long) weight)
        : Double.toString(weight);
  }

  private static int linearBiases(BqmRows rows) {
    int biases = 0;
    for (int v = 0; v < rows.variables(); v++) {
      biases += rows.linear(v) != 0 ? 1 : 0;
    }
    return biases;
  }

  private void linear(int v) throws IOException {
    if (rows.linear(v) != 0) {
      line(v, v, rows.linear(v));
    }
  }

  /** A line for each pair of v and a greater variable, counted from {@code first}. */
  private void pairs(int v, int first, double factor) throws IOException {
    rows.row(v, neighbours, biases);
    for (int i = 0; i < rows.degree(v); i++) {
      if (neighbours[i] > v) {
        line(first + v, first + neighbours[i], factor * biases[i]);
      }
    }
  }

  private void line(int u, int v, double bias) throws IOException {
    out.write(u + " " + v + " " + number.apply(bias) + "\n");
  }
}
