package io.qahan.dwave.budget;

/** What is left of the QPU time for this hour is too little; the message says how much that is. */
public final class BudgetSpentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BudgetSpentException(String message) {
    super(message);
  }
}
