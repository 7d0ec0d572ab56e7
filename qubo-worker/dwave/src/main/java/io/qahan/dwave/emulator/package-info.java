/**
 * A server on loopback that speaks D-Wave's Solver API and solves by annealing: to develop and test
 * against without a token. Start at {@link io.qahan.dwave.emulator.SapiEmulator}; any client of the
 * API can talk to it.
 */
package io.qahan.dwave.emulator;
