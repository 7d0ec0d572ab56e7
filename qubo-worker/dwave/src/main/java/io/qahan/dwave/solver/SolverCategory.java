package io.qahan.dwave.solver;

/** Where a solver solves. */
public enum SolverCategory {
  QPU,
  HYBRID,
  SOFTWARE,
  /** A kind this client does not know. */
  OTHER;

  static SolverCategory of(String name) {
    for (SolverCategory category : values()) {
      if (category.name().equals(name)) {
        return category;
      }
    }
    return OTHER;
  }
}
