package io.qahan.dwave.sampler;

import io.qahan.dwave.chip.LogicalRead;
import java.util.List;

/** The mean share of broken chains over all reads, however often each came. Thread safe. */
final class ChainBreakMean {
  private double sum;
  private long reads;

  /** Counts reads in and returns them. */
  synchronized List<LogicalRead> add(List<LogicalRead> more) {
    for (LogicalRead read : more) {
      sum += read.occurrences() * read.chainBreakFraction();
      reads += read.occurrences();
    }
    return more;
  }

  /** 0 without reads. */
  synchronized double mean() {
    return reads == 0 ? 0 : sum / reads;
  }
}
