package io.qahan.dwave.file;

import io.qahan.qubo.Solvers;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmOptions;
import io.qahan.qubo.model.BqmSolver;
import io.qahan.qubo.model.MaskRows;
import io.qahan.qubo.model.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * Energies and times of one read after another of one solver, for problem files. Run {@link #main}
 * with a solver, its sweeps, the number of reads (one seed each), and the files.
 */
final class BqmSolverBenchmark {
  private static final int WARM_UP_READS = 3;

  private BqmSolverBenchmark() {}

  public static void main(String[] args) throws IOException {
    BqmSolver solver = Solvers.forModels(args[0]);
    int sweeps = Integer.parseInt(args[1]);
    int reads = Integer.parseInt(args[2]);
    for (String file : Arrays.asList(args).subList(3, args.length)) {
      BinaryQuadraticModel model = model(ProblemFile.read(Path.of(file)));
      System.out.println(file + " " + line(solver, model, sweeps, reads));
    }
  }

  private static BinaryQuadraticModel model(ProblemFile file) {
    return file instanceof ProblemFile.OfMask mask
        ? BinaryQuadraticModel.copyOf(new MaskRows(mask.problem()))
        : ((ProblemFile.OfModel) file).model();
  }

  private static String line(BqmSolver solver, BinaryQuadraticModel model, int sweeps, int reads) {
    double[] energies = new double[reads];
    double[] millis = new double[reads];
    for (int read = -WARM_UP_READS; read < reads; read++) {
      BqmOptions options =
          BqmOptions.ofSeed(read)
              .withTimeBudget(Duration.ofHours(1))
              .withSweeps(sweeps)
              .withReads(1);
      Solution<Sample> solution = solver.solve(model, options);
      if (read >= 0) {
        energies[read] = solution.energy();
        millis[read] = solution.solveNanos() / 1e6;
      }
    }
    return String.format(
        Locale.ROOT,
        "%s: energy best %.1f, median %.1f, mean %.1f; median %.3f ms",
        solver.name(),
        Arrays.stream(energies).min().orElseThrow(),
        median(energies),
        Arrays.stream(energies).average().orElseThrow(),
        median(millis));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
