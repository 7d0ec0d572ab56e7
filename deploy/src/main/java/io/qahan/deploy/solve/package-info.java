/**
 * Problems from files, solved on this machine or by D-Wave, and the emulator of D-Wave's service.
 * Start at {@link io.qahan.deploy.solve.SolveCommand}; only the command line calls in.
 */
package io.qahan.deploy.solve;
