package io.qahan.deploy.bench.scale;

import io.qahan.deploy.process.ClusterShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many processes of each kind, and how their work is parted.
 *
 * @param ingest instances
 * @param workers instances
 * @param partitions of the topics that are keyed by image id
 * @param brokers how many, and how many of them keep each record
 */
record ClusterSize(int ingest, int workers, int partitions, Brokers brokers) {
  ClusterSize {
    atLeastOne("ingest", ingest);
    atLeastOne("workers", workers);
    atLeastOne("partitions", partitions);
  }

  /**
   * Brokers as an option has them: {@code 3x1} are three that keep one copy of each record, {@code
   * 3} three that keep three.
   */
  record Brokers(int nodes, int copies) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,2})(?:x(\\d{1,2}))?");
    private static final int MOST_COPIES = 3;

    Brokers {
      atLeastOne("brokers", nodes);
      atLeastOne("copies", copies);
      if (copies > nodes) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "[%d] brokers cannot keep [%d] copies of a record", nodes, copies));
      }
    }

    static Brokers parse(String text) {
      Matcher matcher = FORM.matcher(text);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "brokers [%s] must be a number, or number x copies, such as 3x1".formatted(text));
      }
      int nodes = Integer.parseInt(matcher.group(1));
      return new Brokers(
          nodes,
          matcher.group(2) == null
              ? Math.min(nodes, MOST_COPIES)
              : Integer.parseInt(matcher.group(2)));
    }

    @Override
    public String toString() {
      return copies == Math.min(nodes, MOST_COPIES)
          ? Integer.toString(nodes)
          : String.format(Locale.ROOT, "%dx%d", nodes, copies);
    }
  }

  /** The same as processes, with one trainer. */
  ClusterShape shape() {
    return new ClusterShape(brokers.nodes(), brokers.copies(), partitions, ingest, workers, 1);
  }

  /**
   * The first of each list together, then all others, one of them in place of its first.
   *
   * @param ingest none of the lists may be empty
   */
  static List<ClusterSize> oneFactorAtATime(
      List<Integer> ingest,
      List<Integer> workers,
      List<Integer> partitions,
      List<Brokers> brokers) {
    ClusterSize base =
        new ClusterSize(ingest.get(0), workers.get(0), partitions.get(0), brokers.get(0));
    List<ClusterSize> sizes = new ArrayList<>(List.of(base));
    others(ingest)
        .forEach(n -> sizes.add(new ClusterSize(n, base.workers, base.partitions, base.brokers)));
    others(workers)
        .forEach(n -> sizes.add(new ClusterSize(base.ingest, n, base.partitions, base.brokers)));
    others(partitions)
        .forEach(n -> sizes.add(new ClusterSize(base.ingest, base.workers, n, base.brokers)));
    others(brokers)
        .forEach(n -> sizes.add(new ClusterSize(base.ingest, base.workers, base.partitions, n)));
    return sizes;
  }

  private static <T> List<T> others(List<T> all) {
    return all.subList(1, all.size());
  }

  private static void atLeastOne(String what, int count) {
    if (count < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s [%d] must be at least 1", what, count));
    }
  }
}
