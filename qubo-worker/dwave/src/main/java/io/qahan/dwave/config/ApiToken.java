package io.qahan.dwave.config;

/** The secret that SAPI knows a user by. It never shows itself: only {@link #secret()} has it. */
public final class ApiToken {
  private final String secret;

  private ApiToken(String secret) {
    this.secret = secret;
  }

  /**
   * Takes a token.
   *
   * @throws IllegalArgumentException if it could not stand in a header; the message does not say it
   */
  public static ApiToken of(String secret) {
    boolean printable = secret.chars().allMatch(c -> c > ' ' && c < 0x7f);
    if (secret.isEmpty() || !printable) {
      throw new IllegalArgumentException(
          "The API token is empty or has blanks or other characters that no token has; copy it"
              + " again from the Leap dashboard");
    }
    return new ApiToken(secret);
  }

  /** For the header only. */
  public String secret() {
    return secret;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ApiToken token && token.secret.equals(secret);
  }

  @Override
  public int hashCode() {
    return secret.hashCode();
  }

  @Override
  public String toString() {
    return "[hidden]";
  }
}
