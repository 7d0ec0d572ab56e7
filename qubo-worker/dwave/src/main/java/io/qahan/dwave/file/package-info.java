/**
 * Problems in files: dimod's BQM and coordinate text, qbsolv, graphs to cut, and {@code .qaham}.
 * Start at {@link io.qahan.dwave.file.ProblemFile}; the command line, the samplers and the emulator
 * call in.
 */
package io.qahan.dwave.file;
