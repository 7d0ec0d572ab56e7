package io.qahan.dwave.file;

import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmBuilder;
import io.qahan.qubo.model.Vartype;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads dimod's coordinate text: a comment {@code # vartype=SPIN} or {@code # vartype=BINARY}, then
 * lines {@code i j bias}, where i = j means a linear bias; what comes several times adds up. There
 * are as many variables as the greatest index asks for.
 *
 * <p>The format has no offset. {@link TextWriter} writes one as a comment, {@code # offset=0.5},
 * which dimod skips and this reader understands.
 */
final class CooReader {
  static final String VARTYPE = "# vartype=";
  static final String OFFSET = "# offset=";
  private static final Pattern VARTYPE_COMMENT = Pattern.compile("#.*vartype[:=]\\s*(\\w+).*");

  private final TextLines lines;
  private BqmBuilder model;
  private double offset;

  private CooReader(TextLines lines) {
    this.lines = lines;
  }

  static BinaryQuadraticModel read(Path file) throws IOException {
    try (TextLines lines = new TextLines(file)) {
      return new CooReader(lines).model();
    }
  }

  private BinaryQuadraticModel model() throws IOException {
    boolean empty = true;
    while (lines.next()) {
      if (lines.line().startsWith("#")) {
        comment(lines.line());
      } else {
        entry(lines.fields());
        empty = false;
      }
    }
    if (empty) {
      throw lines.fault("the file ends without any line [i j bias]");
    }
    return lines.built(model.addOffset(offset));
  }

  private void comment(String line) throws IOException {
    Matcher vartype = VARTYPE_COMMENT.matcher(line);
    if (vartype.matches()) {
      boolean known =
          Arrays.stream(Vartype.values()).anyMatch(v -> v.name().equals(vartype.group(1)));
      if (!known || model != null) {
        throw lines.fault(
            "vartype [%s]; it must be SPIN or BINARY and be said once, before all biases"
                .formatted(vartype.group(1)));
      }
      model = BinaryQuadraticModel.builder(Vartype.valueOf(vartype.group(1)), 1);
    } else if (line.startsWith(OFFSET)) {
      offset = lines.bias(line.substring(OFFSET.length()).strip());
    }
  }

  private void entry(String[] fields) throws IOException {
    if (model == null) {
      throw lines.fault(
          "a bias before the vartype; maybe add a first line [%sBINARY] or [%sSPIN]"
              .formatted(VARTYPE, VARTYPE));
    }
    if (fields.length != 3) {
      throw lines.fault("[%s] where [i j bias] was expected".formatted(lines.line()));
    }
    int i = (int) lines.whole(fields[0], "variable", 0, lines.mostVariables() - 1L);
    int j = (int) lines.whole(fields[1], "variable", 0, lines.mostVariables() - 1L);
    double bias = lines.bias(fields[2]);
    model.reach(Math.max(i, j));
    if (i == j) {
      model.addLinear(i, bias);
    } else {
      model.addQuadratic(i, j, bias);
    }
  }
}
