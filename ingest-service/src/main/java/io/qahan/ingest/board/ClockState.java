package io.qahan.ingest.board;

/**
 * What ingest knows of clocks.
 *
 * @param steps of its own host's wall clock since it started
 * @param brokerAhead how far the broker's clock is ahead of it, seconds; NaN if not known
 */
public record ClockState(long steps, double brokerAhead) {}
