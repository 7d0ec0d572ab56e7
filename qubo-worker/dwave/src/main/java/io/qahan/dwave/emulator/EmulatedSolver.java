package io.qahan.dwave.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A solver of the emulator. Thread safe. */
interface EmulatedSolver {
  String name();

  /** Name and version as problems must have it. */
  ObjectNode identity();

  /** What the solver says of itself, without status and load. */
  ObjectNode properties();

  /**
   * Checks a job before it is accepted, and prepares it.
   *
   * @throws SapiFault if the API would refuse it
   */
  Solve prepare(JsonNode job);

  /** A job that was accepted. */
  @FunctionalInterface
  interface Solve {
    /**
     * Solves it; returns the field {@code answer}.
     *
     * @param seed of all that is left to chance
     */
    ObjectNode run(long seed) throws Exception;
  }
}
