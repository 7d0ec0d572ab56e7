package io.qahan.dwave.file;

import io.qahan.qubo.model.Adjacency;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmBuilder;
import io.qahan.qubo.model.Vartype;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Reads a weighted graph as the Gset has them (and rudy writes them): a line {@code VERTICES
 * EDGES}, then a line {@code u v weight} for each edge, vertices counted from 1; edges between the
 * same vertices add up. It becomes the model whose energy is minus the cut:
 *
 * <pre>
 * cut(s) = sum_uv weight_uv (1 - s_u s_v) / 2,     E(s) = -cut(s):   bias_uv = weight_uv / 2,   offset = -sum_uv weight_uv / 2
 * </pre>
 *
 * <p>over spins s, which say on what side a vertex is; so the largest cut is minus the least
 * energy.
 */
final class MaxCutReader {
  private MaxCutReader() {}

  static BinaryQuadraticModel read(Path file) throws IOException {
    try (TextLines lines = new TextLines(file)) {
      return read(lines);
    }
  }

  private static BinaryQuadraticModel read(TextLines lines) throws IOException {
    if (!lines.next() || lines.fields().length != 2) {
      throw lines.fault("[%s] where [VERTICES EDGES] was expected".formatted(lines.line()));
    }
    String[] sizes = lines.fields();
    int vertices = (int) lines.whole(sizes[0], "number of vertices", 1, lines.mostVariables());
    long edges = lines.whole(sizes[1], "number of edges", 0, Adjacency.MAX_INTERACTIONS);
    BqmBuilder model = BinaryQuadraticModel.builder(Vartype.SPIN, vertices);
    long found = 0;
    while (lines.next()) {
      String[] fields = lines.fields();
      if (fields.length != 3 || found++ == edges) {
        throw lines.fault(
            String.format(
                Locale.ROOT,
                "[%s] where one of [%d] edges [u v weight] or the end was expected",
                lines.line(),
                edges));
      }
      int u = (int) lines.whole(fields[0], "vertex", 1, vertices);
      int v = (int) lines.whole(fields[1], "vertex", 1, vertices);
      if (u == v) {
        throw lines.fault(
            String.format(
                Locale.ROOT, "an edge from vertex [%d] to itself, which no cut can hold", u));
      }
      double half = lines.bias(fields[2]) / 2;
      model.addQuadratic(u - 1, v - 1, half).addOffset(-half);
    }
    if (found < edges) {
      throw lines.fault(
          String.format(
              Locale.ROOT,
              "[%d] edges in a file that declares [%d]; maybe it was cut short",
              found,
              edges));
    }
    return lines.built(model);
  }
}
