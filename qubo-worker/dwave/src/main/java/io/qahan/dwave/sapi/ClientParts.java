package io.qahan.dwave.sapi;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import okhttp3.OkHttpClient;

/**
 * What a client takes from outside.
 *
 * @param http settings to start from: trust, DNS, interceptors; threads and connections are not
 *     shared
 * @param clock for caches and dates
 * @param nanoClock for durations
 * @param random for the jitter of pauses
 */
public record ClientParts(
    OkHttpClient http, InstantSource clock, LongSupplier nanoClock, RandomGenerator random) {

  /** The machine's clocks and a random generator that differs from that of other processes. */
  public static ClientParts standard() {
    return new ClientParts(
        new OkHttpClient(), InstantSource.system(), System::nanoTime, new SecureRandom());
  }
}
