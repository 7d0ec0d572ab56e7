package io.qahan.ingest.stream;

import java.time.Duration;
import java.time.Instant;

/**
 * The times of one answer.
 *
 * @param answeredAt by this host's wall clock, to be shown
 * @param waited since the image's arrival, measured
 * @param deadlineMet whether it was made early enough
 */
record AnswerTimes(Instant answeredAt, Duration waited, boolean deadlineMet) {}
