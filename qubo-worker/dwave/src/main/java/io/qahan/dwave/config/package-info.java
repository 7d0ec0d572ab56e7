/**
 * The configuration that users of D-Wave's Ocean tools have: {@code dwave.conf}, environment, and
 * the endpoint that follows from them. Start at {@link io.qahan.dwave.config.DWaveConfigLoader};
 * whoever opens a client calls in.
 */
package io.qahan.dwave.config;
