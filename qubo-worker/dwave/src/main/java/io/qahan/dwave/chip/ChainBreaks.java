package io.qahan.dwave.chip;

/** What becomes of a read in which the qubits of a chain disagree. */
public enum ChainBreaks {
  /** A variable takes the value of most of its qubits, +1 if they are split evenly. */
  MAJORITY_VOTE,

  /**
   * Unbroken chains stay; the variables of broken ones are set one after another, the one with most
   * energy at stake first, each as its own field and those already set want it.
   */
  MINIMIZE_ENERGY,

  /** The read is dropped. */
  DISCARD
}
