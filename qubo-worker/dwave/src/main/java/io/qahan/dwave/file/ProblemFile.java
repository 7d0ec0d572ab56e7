package io.qahan.dwave.file;

import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.QahamFile;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmRows;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a problem file holds: a mask problem as such, or any other as a model. */
public sealed interface ProblemFile {
  /** The format it was read in. */
  ProblemFormat format();

  /** A mask problem, which the solvers of {@code io.qahan.qubo} take. */
  record OfMask(MaskProblem problem) implements ProblemFile {
    @Override
    public ProblemFormat format() {
      return ProblemFormat.QAHAM;
    }
  }

  /** Any other problem, which the solvers of this package take. */
  record OfModel(ProblemFormat format, BinaryQuadraticModel model) implements ProblemFile {}

  /**
   * Reads a file of any {@link ProblemFormat}. Sizes it declares are held against its length before
   * anything of such a size is allocated.
   *
   * @throws io.qahan.qubo.kernel.ProblemFormatException if its format cannot be told, or it does
   *     not hold what that says; the message names the file, the line or the byte, the value, and
   *     what was expected
   */
  static ProblemFile read(Path file) throws IOException {
    ProblemFormat format = ProblemFormat.of(file);
    return switch (format) {
      case QAHAM -> new OfMask(QahamFile.read(file).problem());
      case BQM -> new OfModel(format, BqmReader.read(file));
      case QBSOLV -> new OfModel(format, QbsolvReader.read(file));
      case COO -> new OfModel(format, CooReader.read(file));
      case MAXCUT -> new OfModel(format, MaxCutReader.read(file));
    };
  }

  /** Writes a model as a dimod BQM file, version 2.0, over the file that is there. */
  static void writeBqm(BqmRows rows, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      new BqmStream(rows).writeTo(out);
    }
  }

  /**
   * Writes a model as a qbsolv file, over the file that is there.
   *
   * @throws IllegalArgumentException if its variables are spins, which the format cannot say
   */
  static void writeQbsolv(BqmRows rows, Path file) throws IOException {
    TextWriter.qbsolv(rows, file);
  }

  /** Writes a model as dimod's coordinate text, over the file that is there. */
  static void writeCoo(BqmRows rows, Path file) throws IOException {
    TextWriter.coo(rows, file);
  }

  /**
   * Writes a model as a graph to cut, over the file that is there: the inverse of how such a file
   * is read.
   *
   * @throws IllegalArgumentException if it is not of spins without linear biases and with minus the
   *     sum of its pairs' biases for an offset
   */
  static void writeMaxCut(BqmRows rows, Path file) throws IOException {
    TextWriter.maxCut(rows, file);
  }
}
