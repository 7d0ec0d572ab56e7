package io.qahan.dwave.qpu;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What decides how long a QPU is busy with a problem; times in microseconds.
 *
 * @param reads how often it anneals
 * @param qubits how many of its qubits are active
 * @param annealingTime of one anneal; the solver's default if empty
 * @param programmingThermalization after programming; the solver's default if empty
 * @param readoutThermalization after each read; the solver's default if empty
 * @param reverseAnneal whether it starts from a given state
 * @param reinitializeState for reverse anneals, whether each starts from it anew
 * @param reduceCorrelation whether it pauses between reads to forget the last one
 */
public record AnnealRun(
    int reads,
    int qubits,
    OptionalDouble annealingTime,
    OptionalDouble programmingThermalization,
    OptionalDouble readoutThermalization,
    boolean reverseAnneal,
    boolean reinitializeState,
    boolean reduceCorrelation) {
  public AnnealRun {
    if (reads < 1 || qubits < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "A run has [%d] reads of [%d] qubits; both must be at least 1",
              reads,
              qubits));
    }
  }

  /** Forward anneals with the solver's defaults. */
  public static AnnealRun forward(int reads, int qubits) {
    return new AnnealRun(
        reads,
        qubits,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        false,
        true,
        false);
  }

  /** Anneals of that kind, for the rest with the solver's defaults. */
  public static AnnealRun of(int reads, int qubits, Anneal anneal) {
    return new AnnealRun(
        reads,
        qubits,
        anneal.duration(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        anneal.isReverse(),
        anneal.reinitialize(),
        false);
  }

  /** With another annealing time, in microseconds. */
  public AnnealRun withAnnealingTime(double micros) {
    return new AnnealRun(
        reads,
        qubits,
        OptionalDouble.of(micros),
        programmingThermalization,
        readoutThermalization,
        reverseAnneal,
        reinitializeState,
        reduceCorrelation);
  }

  /** With another number of reads. */
  public AnnealRun withReads(int number) {
    return new AnnealRun(
        number,
        qubits,
        annealingTime,
        programmingThermalization,
        readoutThermalization,
        reverseAnneal,
        reinitializeState,
        reduceCorrelation);
  }
}
