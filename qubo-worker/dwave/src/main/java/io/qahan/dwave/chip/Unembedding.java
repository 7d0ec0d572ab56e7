package io.qahan.dwave.chip;

import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.Sample;
import io.qahan.qubo.model.Vartype;
import java.util.Locale;
import java.util.Optional;

/** Translates reads of a chip into samples of the logical problem. Immutable and thread safe. */
public final class Unembedding {
  private final EmbeddedModel embedded;
  private final BinaryQuadraticModel spins;
  private final ChainBreaks policy;

  public Unembedding(EmbeddedModel embedded, ChainBreaks policy) {
    this.embedded = embedded;
    spins = embedded.spins();
    this.policy = policy;
  }

  /**
   * What a read says.
   *
   * @param qubits spin of every qubit by index, -1 or +1 for those of the chains; any spin reversal
   *     undone
   * @param occurrences how often it came
   * @return empty if it is to be discarded
   */
  public Optional<LogicalRead> read(byte[] qubits, int occurrences) {
    byte[] values = new byte[spins.variables()];
    int broken = 0;
    for (int v = 0; v < values.length; v++) {
      int[] chain = embedded.embedding().sharedChain(v);
      int sum = 0;
      for (int qubit : chain) {
        sum += spin(qubits, qubit);
      }
      values[v] = (byte) (sum >= 0 ? 1 : -1);
      if (Math.abs(sum) != chain.length) {
        broken++;
        values[v] = policy == ChainBreaks.MINIMIZE_ENERGY ? 0 : values[v];
      }
    }
    if (broken > 0 && policy == ChainBreaks.DISCARD) {
      return Optional.empty();
    }
    if (policy == ChainBreaks.MINIMIZE_ENERGY) {
      OpenVariables.settle(spins, values);
    }
    Sample sample = Sample.of(Vartype.SPIN, values).toVartype(embedded.model().vartype());
    double energy = embedded.model().energyWithoutOffset(sample);
    return Optional.of(
        new LogicalRead(sample, energy, (double) broken / values.length, occurrences));
  }

  private static int spin(byte[] qubits, int qubit) {
    if (qubits[qubit] != 1 && qubits[qubit] != -1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "qubit [%d] reads [%d]; it must be -1 or 1", qubit, qubits[qubit]));
    }
    return qubits[qubit];
  }
}
