package io.qahan.dwave.chip;

import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.Vartype;

/**
 * How strongly the qubits of a chain are held together: each coupler within a chain gets minus
 * this. Given the problem with SPIN variables, whose couplings are a quarter of the QUBO's.
 */
@FunctionalInterface
public interface ChainStrength {
  /** Prefactor of {@link #uniformTorque} that D-Wave's tools take; 0.5 to 2 make sense. */
  double TORQUE_PREFACTOR = 1.414;

  /** For this problem; positive and finite. */
  double of(BinaryQuadraticModel spins);

  /**
   * Uniform torque compensation, the default: prefactor * rms(J) * sqrt(mean degree) balances the
   * torque that the random sum of a variable's couplings exerts on its chain. Stored couplings of 0
   * count. 1 for a problem without any coupling.
   */
  static ChainStrength uniformTorque(double prefactor) {
    Checks.positive("chain strength prefactor", prefactor);
    return model -> {
      Checks.vartype(model, Vartype.SPIN);
      double squares = 0;
      for (double bias : model.adjacency().biases()) {
        squares += bias * bias;
      }
      // The adjacency has every pair twice.
      double entries = model.adjacency().biases().length;
      double strength =
          prefactor * Math.sqrt(squares / entries) * Math.sqrt(entries / model.variables());
      return strength > 0 ? strength : 1;
    };
  }

  /** prefactor * max |bias|, linear ones too; 1 if all are 0. */
  static ChainStrength scaled(double prefactor) {
    Checks.positive("chain strength prefactor", prefactor);
    return model -> {
      Checks.vartype(model, Vartype.SPIN);
      double max = 0;
      for (double bias : model.linear()) {
        max = Math.max(max, Math.abs(bias));
      }
      for (double bias : model.adjacency().biases()) {
        max = Math.max(max, Math.abs(bias));
      }
      return max > 0 ? prefactor * max : 1;
    };
  }

  /** The same for every problem, in units of its biases. */
  static ChainStrength fixed(double strength) {
    Checks.positive("chain strength", strength);
    return model -> strength;
  }
}
