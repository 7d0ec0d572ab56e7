/**
 * The configuration that users of D-Wave's Ocean tools have: {@code dwave.conf}, environment, and
 * the endpoint that follows from them.
 */
package io.qahan.dwave.config;
