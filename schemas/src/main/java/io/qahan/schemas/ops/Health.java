package io.qahan.schemas.ops;

/**
 * How a service is.
 *
 * @param live false if only a restart can help
 * @param ready whether it takes work now
 * @param detail one line for people
 */
public record Health(boolean live, boolean ready, String detail) {
  public static Health ready(String detail) {
    return new Health(true, true, detail);
  }

  public static Health starting(String detail) {
    return new Health(true, false, detail);
  }

  public static Health failed(String detail) {
    return new Health(false, false, detail);
  }
}
