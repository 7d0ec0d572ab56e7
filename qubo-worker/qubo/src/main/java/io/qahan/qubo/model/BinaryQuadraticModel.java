package io.qahan.qubo.model;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Any problem of two-valued variables with energies of degree two, QUBO or Ising (dimod's term for
 * both):
 *
 * <pre>
 * E(x) = offset + sum_v linear_v x_v + sum_{u<v} bias_uv x_u x_v
 * </pre>
 *
 * <p>with all x_v in {0, 1} or all in {-1, +1}. Every number in it is finite, and so is every
 * energy. Immutable and thread safe, as long as nobody writes to the arrays it shares.
 */
public final class BinaryQuadraticModel implements BqmRows {
  private static final double ROUNDING = 1e-14;

  private final Vartype vartype;
  private final double offset;
  private final double[] linear;
  private final Adjacency adjacency;
  private final Optional<List<Label>> labels;
  private final double rounding;

  /** Of arrays that nobody writes to from here on; checked but for the adjacency's structure. */
  public BinaryQuadraticModel(
      Vartype vartype,
      double offset,
      double[] linear,
      Adjacency adjacency,
      Optional<List<Label>> labels) {
    ModelChecks.finiteEnergies(offset, linear, adjacency.biases());
    rounding = ROUNDING * ModelChecks.absoluteSum(linear, adjacency.biases());
    this.vartype = vartype;
    this.offset = offset;
    this.linear = linear;
    this.adjacency = adjacency;
    this.labels = labels;
  }

  /**
   * Begins a model of the variables 0 to n - 1, all biases 0.
   *
   * @throws IllegalArgumentException if there are none, or more than can be
   */
  public static BqmBuilder builder(Vartype vartype, int variables) {
    return new BqmBuilder(vartype, variables);
  }

  /** The model of those rows, held in memory: 12 bytes an entry, two entries a pair. */
  public static BinaryQuadraticModel copyOf(BqmRows rows) {
    return rows instanceof BinaryQuadraticModel model ? model : copied(rows);
  }

  static BinaryQuadraticModel copied(BqmRows rows) {
    int n = rows.variables();
    ModelChecks.variables(n);
    ModelChecks.interactions(rows.interactions(), n);
    int[] starts = new int[n + 1];
    for (int v = 0; v < n; v++) {
      starts[v + 1] = starts[v] + rows.degree(v);
    }
    int[] neighbours = new int[starts[n]];
    double[] biases = new double[starts[n]];
    double[] linear = new double[n];
    int[] rowNeighbours = new int[rows.maxDegree()];
    double[] rowBiases = new double[rowNeighbours.length];
    for (int v = 0; v < n; v++) {
      linear[v] = rows.linear(v);
      rows.row(v, rowNeighbours, rowBiases);
      System.arraycopy(rowNeighbours, 0, neighbours, starts[v], rows.degree(v));
      System.arraycopy(rowBiases, 0, biases, starts[v], rows.degree(v));
    }
    return new BinaryQuadraticModel(
        rows.vartype(),
        rows.offset(),
        linear,
        new Adjacency(starts, neighbours, biases),
        rows.labels());
  }

  /** The same model with labels for its variables. */
  public BinaryQuadraticModel withLabels(List<Label> labels) {
    return new BinaryQuadraticModel(
        vartype, offset, linear, adjacency, ModelChecks.labels(labels, variables()));
  }

  @Override
  public Vartype vartype() {
    return vartype;
  }

  @Override
  public int variables() {
    return linear.length;
  }

  @Override
  public int interactions() {
    return adjacency.interactions();
  }

  @Override
  public double offset() {
    return offset;
  }

  @Override
  public double linear(int v) {
    return linear[v];
  }

  /** All linear biases; shared, read only by agreement. */
  public double[] linear() {
    return linear;
  }

  /** The pairs and their biases. */
  public Adjacency adjacency() {
    return adjacency;
  }

  @Override
  public Optional<List<Label>> labels() {
    return labels;
  }

  @Override
  public int degree(int v) {
    return adjacency.degree(v);
  }

  @Override
  public void row(int v, int[] neighbours, double[] biases) {
    int from = adjacency.rowStarts()[v];
    System.arraycopy(adjacency.neighbours(), from, neighbours, 0, degree(v));
    System.arraycopy(adjacency.biases(), from, biases, 0, degree(v));
  }

  /** The bias of the pair u, v; 0 where it has none. O(log degree). */
  public double quadratic(int u, int v) {
    return adjacency.bias(u, v);
  }

  /**
   * The energy of a sample in double precision, from nothing but the biases, in a compensated sum;
   * O(n + interactions).
   *
   * @throws IllegalArgumentException if the sample is of another size or vartype
   */
  public double energy(Sample sample) {
    CompensatedSum energy = sumOf(sample);
    energy.add(offset);
    return energy.value();
  }

  /**
   * The same without the offset. Samples are told apart by this: beside a large offset their
   * differences are lost.
   */
  public double energyWithoutOffset(Sample sample) {
    return sumOf(sample).value();
  }

  private CompensatedSum sumOf(Sample sample) {
    if (sample.size() != variables() || sample.vartype() != vartype) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a sample of [%d %s] variables for a model of [%d %s]",
              sample.size(),
              sample.vartype(),
              variables(),
              vartype));
    }
    CompensatedSum energy = new CompensatedSum();
    for (int v = 0; v < linear.length; v++) {
      int value = sample.value(v);
      if (value != 0) {
        energy.add(value * linear[v]);
        adjacency.addPairsBelow(v, sample, energy);
      }
    }
    return energy;
  }

  /**
   * What an energy without the offset that is added up step by step may be off by; searches take
   * less for nothing.
   */
  public double rounding() {
    return rounding;
  }

  /**
   * The same problem in the other kind of variables: every sample keeps its energy. Biases are
   * divided and multiplied by powers of two, which rounds nothing, and added up in compensated
   * sums: exact where the biases are whole numbers or short binary fractions, else right to the
   * last bit.
   */
  public BinaryQuadraticModel toVartype(Vartype other) {
    return other == vartype ? this : VartypeChange.of(this, other);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "BinaryQuadraticModel[%s, %d variables, %d interactions]",
        vartype,
        variables(),
        interactions());
  }
}
