package io.qahan.dwave.file;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.qubo.model.Adjacency;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.Label;
import io.qahan.qubo.model.ModelChecks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads dimod's BQM files, versions 1 and 2: after the {@link BqmHeader header} the offset, then
 * for each variable where its neighbours begin and its linear bias, then for each variable its
 * neighbours, ascending, with the biases; then, in version 2, labels if there are any. The file's
 * length is held against its header before anything of its size is allocated, and both entries of
 * every pair against each other.
 */
final class BqmReader {
  private final BinaryInput in;
  private final BqmHeader header;

  private BqmReader(BinaryInput in) throws IOException {
    this.in = in;
    header = BqmHeader.read(in);
  }

  static BinaryQuadraticModel read(Path file) throws IOException {
    try (BinaryInput in = new BinaryInput(file)) {
      return new BqmReader(in).model();
    }
  }

  private BinaryQuadraticModel model() throws IOException {
    checkLength();
    double offset = bias("the offset");
    int n = header.variables();
    int[] starts = new int[n + 1];
    double[] linear = new double[n];
    for (int v = 0; v < n; v++) {
      starts[v] = start(v, v == 0 ? 0 : starts[v - 1]);
      linear[v] = bias("a linear bias");
    }
    starts[n] = 2 * header.interactions();
    Adjacency pairs = pairs(starts);
    try {
      return new BinaryQuadraticModel(header.vartype(), offset, linear, pairs, labels());
    } catch (IllegalArgumentException e) {
      throw in.fault(e.getMessage());
    }
  }

  private void checkLength() throws IOException {
    long body = header.bodyBytes();
    if (in.left() < body || (in.left() > body && !header.labelsFollow())) {
      throw in.fault(
          String.format(
              Locale.ROOT,
              "[%d] variables and [%d] interactions take [%d] bytes, but [%d] follow; %s",
              header.variables(),
              header.interactions(),
              body,
              in.left(),
              in.left() < body
                  ? "maybe the file was cut short"
                  : "maybe something was appended to it"));
    }
  }

  private int start(int v, int before) throws IOException {
    long start = header.ntype().readIndex(in);
    long most = v == 0 ? 0 : 2L * header.interactions();
    if (start < before || start > most) {
      throw in.fault(
          String.format(
              Locale.ROOT,
              "the neighbours of variable [%d] begin at [%d]; that must be from %d to %d",
              v,
              start,
              before,
              most));
    }
    return (int) start;
  }

  private Adjacency pairs(int[] starts) throws IOException {
    long begin = in.offset();
    int[] neighbours = new int[starts[starts.length - 1]];
    double[] biases = new double[neighbours.length];
    for (int v = 0; v < starts.length - 1; v++) {
      int before = -1;
      for (int i = starts[v]; i < starts[v + 1]; i++) {
        before = neighbour(v, before);
        neighbours[i] = before;
        biases[i] = bias("a quadratic bias");
      }
    }
    Adjacency pairs = new Adjacency(starts, neighbours, biases);
    int unmatched = pairs.firstUnmatched();
    if (unmatched >= 0) {
      throw in.fault(
          String.format(
              Locale.ROOT,
              "the pair at byte [%d], with [%d], has no equal in that variable's own neighbours",
              begin + (long) unmatched * (header.itype().bytes() + header.dtype().bytes()),
              neighbours[unmatched]));
    }
    return pairs;
  }

  private int neighbour(int v, int before) throws IOException {
    long u = header.itype().readIndex(in);
    if (u <= before || u >= header.variables() || u == v) {
      throw in.fault(
          String.format(
              Locale.ROOT,
              ("variable [%d] has neighbour [%d] after [%d]; neighbours ascend, are below %d, and"
                  + " not the variable itself"),
              v,
              u,
              before,
              header.variables()));
    }
    return (int) u;
  }

  private double bias(String what) throws IOException {
    double bias = header.dtype().readBias(in);
    if (!Double.isFinite(bias)) {
      throw in.fault("%s is [%s]; it must be finite".formatted(what, bias));
    }
    return bias;
  }

  private Optional<List<Label>> labels() throws IOException {
    if (header.version() == 1) {
      return ModelChecks.labels(LabelJson.read(header.labels()), header.variables());
    }
    if (!header.labelsFollow()) {
      return Optional.empty();
    }
    String magic =
        new String(
            in.getBytes(LabelJson.SECTION.length(), "a section name"), StandardCharsets.US_ASCII);
    byte[] json = in.getBytes(Integer.toUnsignedLong(in.getInt()), "a section of labels");
    if (!magic.equals(LabelJson.SECTION) || in.left() > 0) {
      throw in.fault(
          String.format(
              Locale.ROOT,
              "section [%s] with [%d] bytes behind it; the labels, VARS, end the file",
              magic,
              in.left()));
    }
    try {
      List<Label> labels = LabelJson.read(JsonMapper.builder().build().readTree(json));
      return ModelChecks.labels(labels, header.variables());
    } catch (JacksonException e) {
      throw in.fault("the labels are not JSON (%s)".formatted(e.getOriginalMessage()));
    }
  }
}
