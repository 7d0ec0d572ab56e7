package io.qahan.qubo.model;

import java.util.SplittableRandom;

/** Models to test with; the same seed makes the same model. */
public final class RandomModels {
  private RandomModels() {}

  /** Any kind of model with up to so many variables: both types, sparse to dense, ties, zeros. */
  public static BinaryQuadraticModel any(int maxVariables, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return of(random.nextInt(1, maxVariables + 1), random);
  }

  /** Any kind of model with just so many variables. */
  public static BinaryQuadraticModel of(int n, SplittableRandom random) {
    double density = new double[] {0, 0.1, 0.5, 1}[random.nextInt(4)];
    boolean whole = random.nextBoolean();
    Vartype vartype = random.nextBoolean() ? Vartype.SPIN : Vartype.BINARY;
    BqmBuilder model = BinaryQuadraticModel.builder(vartype, n);
    model.addOffset(bias(random, whole));
    for (int v = 0; v < n; v++) {
      if (random.nextInt(4) > 0) {
        model.addLinear(v, bias(random, whole));
      }
      for (int u = 0; u < v; u++) {
        if (random.nextDouble() < density) {
          model.addQuadratic(v, u, bias(random, whole));
        }
      }
    }
    return model.build();
  }

  private static double bias(SplittableRandom random, boolean whole) {
    return whole ? random.nextInt(-3, 4) : random.nextDouble(-2, 2);
  }

  /** A random graph with weights -1 and +1, as spins: the kind of problem that is hard to solve. */
  public static BinaryQuadraticModel spinGlass(int n, double density, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BqmBuilder model = BinaryQuadraticModel.builder(Vartype.SPIN, n);
    for (int v = 0; v < n; v++) {
      for (int u = 0; u < v; u++) {
        if (random.nextDouble() < density) {
          model.addQuadratic(u, v, random.nextBoolean() ? 1 : -1);
        }
      }
    }
    return model.build();
  }

  /** The same model with every bias multiplied. */
  public static BinaryQuadraticModel scaled(BinaryQuadraticModel model, double factor) {
    BqmBuilder scaled = BinaryQuadraticModel.builder(model.vartype(), model.variables());
    scaled.addOffset(factor * model.offset());
    for (int v = 0; v < model.variables(); v++) {
      scaled.addLinear(v, factor * model.linear(v));
      for (int u = 0; u < v; u++) {
        if (model.quadratic(u, v) != 0) {
          scaled.addQuadratic(u, v, factor * model.quadratic(u, v));
        }
      }
    }
    return scaled.build();
  }

  public static Sample sample(BinaryQuadraticModel model, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] values = new byte[model.variables()];
    for (int v = 0; v < values.length; v++) {
      values[v] = random.nextBoolean() ? 1 : model.vartype().low();
    }
    return Sample.of(model.vartype(), values);
  }

  /** Sample number {@code bits}: variable v is 1 where bit v is set. */
  public static Sample numbered(BinaryQuadraticModel model, int bits) {
    byte[] values = new byte[model.variables()];
    for (int v = 0; v < values.length; v++) {
      values[v] = (bits >>> v & 1) == 1 ? 1 : model.vartype().low();
    }
    return Sample.of(model.vartype(), values);
  }
}
