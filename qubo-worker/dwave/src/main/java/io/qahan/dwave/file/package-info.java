/**
 * Problems in files: dimod's BQM and coordinate text, qbsolv, graphs to cut, and {@code .qaham}.
 * Start at {@link io.qahan.dwave.file.ProblemFile}; the command line reads and writes, {@code
 * upload} sends what {@link io.qahan.dwave.file.BqmStream} makes.
 */
package io.qahan.dwave.file;
