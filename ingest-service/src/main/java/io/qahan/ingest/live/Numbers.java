package io.qahan.ingest.live;

/**
 * The numbers on top of the page, told many times a second. Images and pending are this instance's,
 * the rest is the whole system's since this process started.
 *
 * @param images taken
 * @param pending waiting for their mask
 * @param answered predictions seen
 * @param perSecond predictions a second over the last ten
 * @param degraded answers with greedy's mask at the deadline
 * @param score right and wrong
 * @param head version that serves
 */
record Numbers(
    boolean ready,
    String health,
    long images,
    int pending,
    long answered,
    double perSecond,
    long degraded,
    long deadLetters,
    Verdicts.Score score,
    long head) {}
