package io.qahan.dwave.file;

import io.qahan.qubo.model.Adjacency;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmBuilder;
import io.qahan.qubo.model.Vartype;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Locale;

/**
 * Reads the text format of D-Wave's qbsolv: comments that begin with c; a line {@code p qubo
 * TOPOLOGY VARIABLES NODES COUPLERS}; then NODES lines {@code i i bias} and COUPLERS lines {@code i
 * j bias} with i < j, in any order, each pair once (of two, qbsolv would silently take the later).
 * Always {@link Vartype#BINARY}.
 *
 * <p>The format has no offset. {@link TextWriter} writes one as a comment, {@code c offset 0.5},
 * which qbsolv skips and this reader understands.
 */
final class QbsolvReader {
  static final String OFFSET = "c offset ";
  private static final String HEADER = "p qubo TOPOLOGY VARIABLES NODES COUPLERS";

  /** What a line takes at least: "0 1 1" and its end. */
  private static final int LEAST_LINE_BYTES = 6;

  private final TextLines lines;
  private BqmBuilder model;
  private double offset;
  private int variables;
  private int nodes;
  private int couplers;
  private long[] couplerLines;

  private QbsolvReader(TextLines lines) {
    this.lines = lines;
  }

  static BinaryQuadraticModel read(Path file) throws IOException {
    try (TextLines lines = new TextLines(file)) {
      return new QbsolvReader(lines).model();
    }
  }

  private BinaryQuadraticModel model() throws IOException {
    header();
    BitSet seen = new BitSet();
    int found = 0;
    while (next()) {
      String[] fields = lines.fields();
      if (fields.length != 3) {
        throw lines.fault("[%s] where [i j bias] was expected".formatted(lines.line()));
      }
      int i = (int) lines.whole(fields[0], "variable", 0, variables - 1L);
      int j = (int) lines.whole(fields[1], "variable", i, variables - 1L);
      double bias = lines.bias(fields[2]);
      if (i < j) {
        coupler(found++, i, j, bias);
      } else if (seen.get(i)) {
        throw lines.fault(String.format(Locale.ROOT, "variable [%d] has a bias already", i));
      } else {
        seen.set(i);
        model.addLinear(i, bias);
      }
    }
    checkCounts(seen.cardinality(), found);
    return finished();
  }

  /** The next line that is no comment; false at the end. */
  private boolean next() throws IOException {
    while (lines.next()) {
      String line = lines.line();
      if (line.startsWith(OFFSET)) {
        offset = lines.bias(line.substring(OFFSET.length()).strip());
      } else if (line.charAt(0) != 'c' && line.charAt(0) != 'C') {
        return true;
      }
    }
    return false;
  }

  private void header() throws IOException {
    if (!next()) {
      throw lines.fault("the file ends before its line [%s]".formatted(HEADER));
    }
    String[] fields = lines.fields();
    if (fields.length != 6
        || !fields[0].equalsIgnoreCase("p")
        || !fields[1].equalsIgnoreCase("qubo")) {
      throw lines.fault("[%s] where [%s] was expected".formatted(lines.line(), HEADER));
    }
    long mostLines = lines.bytes() / LEAST_LINE_BYTES;
    variables = (int) lines.whole(fields[3], "number of variables", 1, lines.mostVariables());
    nodes = (int) lines.whole(fields[4], "number of nodes", 0, Math.min(variables, mostLines));
    couplers =
        (int)
            lines.whole(
                fields[5],
                "number of couplers",
                0,
                Math.min(mostLines, Adjacency.MAX_INTERACTIONS));
    model = BinaryQuadraticModel.builder(Vartype.BINARY, variables);
    couplerLines = new long[couplers];
  }

  private void coupler(int place, int i, int j, double bias) throws IOException {
    if (place == couplers) {
      throw lines.fault(
          String.format(Locale.ROOT, "more couplers than the [%d] that were declared", couplers));
    }
    couplerLines[place] = lines.number();
    model.addQuadratic(i, j, bias);
  }

  private void checkCounts(int foundNodes, int foundCouplers) throws IOException {
    if (foundNodes != nodes || foundCouplers != couplers) {
      throw lines.fault(
          String.format(
              Locale.ROOT,
              ("[%d] nodes and [%d] couplers in a file that declares [%d] and [%d]; maybe it was"
                  + " cut short"),
              foundNodes,
              foundCouplers,
              nodes,
              couplers));
    }
  }

  private BinaryQuadraticModel finished() throws IOException {
    int repeat = model.firstRepeat();
    if (repeat >= 0) {
      throw lines.fault(
          String.format(
              Locale.ROOT, "the pair in line [%d] has a bias already", couplerLines[repeat]));
    }
    return lines.built(model.addOffset(offset));
  }
}
