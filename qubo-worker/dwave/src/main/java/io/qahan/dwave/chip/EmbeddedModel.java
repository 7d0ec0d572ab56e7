package io.qahan.dwave.chip;

import io.qahan.dwave.clique.Embedding;
import io.qahan.dwave.graph.WorkingGraph;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.Vartype;

/**
 * A logical problem laid onto the qubits of a chip. A variable's h is split equally over its chain,
 * a pair's J equally over all couplers between the two chains, and every coupler within a chain
 * gets minus the chain strength, which the offset makes up for: reads with unbroken chains have the
 * energy of the logical sample. Immutable and thread safe.
 */
public final class EmbeddedModel {
  private final BinaryQuadraticModel model;
  private final BinaryQuadraticModel spins;
  private final Embedding embedding;
  private final double chainStrength;
  private final PhysicalProblem problem;

  private EmbeddedModel(
      BinaryQuadraticModel model,
      BinaryQuadraticModel spins,
      Embedding embedding,
      double chainStrength,
      PhysicalProblem problem) {
    this.model = model;
    this.spins = spins;
    this.embedding = embedding;
    this.chainStrength = chainStrength;
    this.problem = problem;
  }

  /**
   * Lays a problem of either vartype onto the first chains of an embedding, which may have more.
   *
   * @param embedding with connected chains, of this graph
   * @throws IllegalArgumentException if the embedding has too few chains, or none of a pair's
   *     couplers, or a qubit that the graph has not
   */
  public static EmbeddedModel of(
      BinaryQuadraticModel model,
      Embedding embedding,
      WorkingGraph graph,
      ChainStrength chainStrength) {
    BinaryQuadraticModel spins = model.toVartype(Vartype.SPIN);
    double strength = chainStrength.of(spins);
    Checks.positive("chain strength", strength);
    PhysicalProblem problem = new ModelSpread(spins, embedding, graph).problem(strength);
    return new EmbeddedModel(model, spins, embedding, strength, problem);
  }

  /** The logical problem as it was given. */
  public BinaryQuadraticModel model() {
    return model;
  }

  /** The same with SPIN variables. */
  BinaryQuadraticModel spins() {
    return spins;
  }

  public Embedding embedding() {
    return embedding;
  }

  /** In units of the logical biases. */
  public double chainStrength() {
    return chainStrength;
  }

  /** In units of the logical biases: fit it into the solver's ranges before it is sent. */
  public PhysicalProblem problem() {
    return problem;
  }
}
