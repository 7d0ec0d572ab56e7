package io.qahan.dwave.config;

/** The tokens of all tests. Once all have run, {@code LogSecrecyIT} looks for them in the logs. */
public final class SecretToken {
  /** What every token of a test holds, and nothing that a test may write. */
  public static final String MARK = "not-to-be-seen";

  public static final String RIGHT = "RIGHT-" + MARK;
  public static final String WRONG = "WRONG-" + MARK;

  private SecretToken() {}
}
