package io.qahan.dwave.chip;

import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.Vartype;

/** What arguments must be. */
final class Checks {
  private Checks() {}

  static void positive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("%s [%s] must be finite and > 0".formatted(name, value));
    }
  }

  static void vartype(BinaryQuadraticModel model, Vartype vartype) {
    if (model.vartype() != vartype) {
      throw new IllegalArgumentException(
          "model of vartype [%s] where [%s] is needed; maybe call toVartype"
              .formatted(model.vartype(), vartype));
    }
  }
}
