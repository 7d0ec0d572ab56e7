package io.qahan.deploy.pipeline;

import java.util.Map;

/**
 * What became of a stream of images: the JSON summary of a demo or a benchmark run.
 *
 * @param images good images of the plan
 * @param predictions how many of them were answered
 * @param duplicates answers beyond the first to the same image
 * @param deadLetters records in all dead-letter topics
 * @param degraded answers with the greedy mask because the deadline had passed
 * @param accuracyFirst500 share of right answers among the first 500 that came
 * @param accuracyLast500 the same among the last 500
 * @param imagesPerSecond from the first image sent to the last answer seen
 * @param latencyMs from an image's event time until a reader of committed records sees its answer
 * @param solver who solved the masks, how fast and how well
 * @param heads how many heads were published
 * @param headVersion the newest head's version
 * @param stageMs what each stage costs an image
 * @param deadLettersByCause how many dead letters of each cause
 * @param fallbacks how often each solver was passed over, by reason; empty where nobody counts
 * @param peakMemoryMiB the most memory this JVM held, native memory included; null if unknown
 */
public record RunSummary(
    int images,
    int predictions,
    int duplicates,
    int deadLetters,
    int degraded,
    double accuracyFirst500,
    double accuracyLast500,
    double imagesPerSecond,
    Quantiles latencyMs,
    SolverScore.Summary solver,
    int heads,
    long headVersion,
    Map<String, Quantiles> stageMs,
    Map<String, Integer> deadLettersByCause,
    Map<String, Map<String, Long>> fallbacks,
    Integer peakMemoryMiB) {

  /** Whether every image was answered once. */
  public boolean complete() {
    return predictions == images && duplicates == 0;
  }

  /** The same with what the workers count. */
  public RunSummary withFallbacks(Map<String, Map<String, Long>> counted) {
    return new RunSummary(
        images,
        predictions,
        duplicates,
        deadLetters,
        degraded,
        accuracyFirst500,
        accuracyLast500,
        imagesPerSecond,
        latencyMs,
        solver,
        heads,
        headVersion,
        stageMs,
        deadLettersByCause,
        counted,
        peakMemoryMiB);
  }
}
