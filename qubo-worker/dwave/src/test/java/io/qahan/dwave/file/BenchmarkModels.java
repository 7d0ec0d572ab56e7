package io.qahan.dwave.file;

import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmBuilder;
import io.qahan.qubo.model.Vartype;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Writes the models that solvers are compared on into the directory that {@link #main} is given:
 * random graphs of the kinds of the Gset's G1, G22 and G43, all weights 1, and dense QUBOs of whole
 * numbers from -100 to 100. Always the same ones.
 */
final class BenchmarkModels {
  private BenchmarkModels() {}

  public static void main(String[] args) throws IOException {
    Path directory = Files.createDirectories(Path.of(args[0]));
    ProblemFile.writeMaxCut(graph(800, 0.06, 1), directory.resolve("g1.mc"));
    ProblemFile.writeMaxCut(graph(2000, 0.01, 2), directory.resolve("g22.mc"));
    ProblemFile.writeMaxCut(graph(1000, 0.02, 3), directory.resolve("g43.mc"));
    ProblemFile.writeCoo(dense(1000, 4), directory.resolve("dense1000.coo"));
    ProblemFile.writeCoo(dense(2500, 5), directory.resolve("dense2500.coo"));
  }

  private static BinaryQuadraticModel graph(int n, double density, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BqmBuilder model = BinaryQuadraticModel.builder(Vartype.SPIN, n);
    for (int v = 0; v < n; v++) {
      for (int u = 0; u < v; u++) {
        if (random.nextDouble() < density) {
          model.addQuadratic(u, v, 0.5).addOffset(-0.5);
        }
      }
    }
    return model.build();
  }

  private static BinaryQuadraticModel dense(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BqmBuilder model = BinaryQuadraticModel.builder(Vartype.BINARY, n);
    for (int v = 0; v < n; v++) {
      model.addLinear(v, random.nextInt(-100, 101));
      for (int u = 0; u < v; u++) {
        model.addQuadratic(u, v, random.nextInt(-100, 101));
      }
    }
    return model.build();
  }
}
