package io.qahan.deploy.prove;

import io.qahan.deploy.process.ClusterShape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Faults drawn by a seed: the same seed, kinds and cluster give the same faults. Every kind comes
 * once before any comes again. How long they last is drawn evenly by its logarithm. For one thread.
 */
final class FaultPlan {
  private static final Duration SHORTEST = Duration.ofMillis(500);
  private static final int ALL_BROKERS = 3; // of so many faults of brokers one is of all
  private static final int MOST_DELAY = 400;
  private static final long MOST_WRONG = Duration.ofHours(2).toMillis();

  private final Random random;
  private final ClusterShape shape;
  private final Duration longest;

  private FaultPlan(long seed, ClusterShape shape, Duration longest) {
    this.random = new Random(seed);
    this.shape = shape;
    this.longest = longest;
  }

  /**
   * Draws.
   *
   * @param kinds at least one
   * @param longest the longest that a fault may last
   */
  static List<Fault> draw(
      long seed, Collection<FaultKind> kinds, int count, ClusterShape shape, Duration longest) {
    if (longest.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "--longest [%s] must be at least %s".formatted(longest, SHORTEST));
    }
    FaultPlan plan = new FaultPlan(seed, shape, longest);
    List<Fault> faults = new ArrayList<>();
    List<FaultKind> bag = new ArrayList<>();
    while (faults.size() < count) {
      if (bag.isEmpty()) {
        bag.addAll(kinds);
        Collections.sort(bag);
        Collections.shuffle(bag, plan.random);
      }
      faults.add(plan.one(faults.size() + 1, bag.remove(bag.size() - 1)));
    }
    return faults;
  }

  private Fault one(int number, FaultKind kind) {
    Duration lasting = lasting();
    boolean kill = random.nextBoolean();
    String service = any(shape.services());
    List<String> all = shape.brokerNames();
    List<String> some = random.nextInt(ALL_BROKERS) == 0 ? all : List.of(any(all));
    long amount = 1L + random.nextInt(MOST_DELAY);
    long wrong = Math.round((random.nextDouble() * 2 - 1) * MOST_WRONG);
    return switch (kind) {
      case KILL -> new Fault(number, kind, true, service, List.of(), 0, lasting);
      case STOP -> new Fault(number, kind, false, service, List.of(), 0, lasting);
      case BROKER -> new Fault(number, kind, kill, "", some, 0, lasting);
      case PARTITION -> new Fault(number, kind, false, service, some, 0, lasting);
      case CLOCK -> new Fault(number, kind, false, "", List.of(), wrong, lasting);
      case DISK -> {
        List<String> processes = new ArrayList<>(shape.services());
        processes.addAll(all);
        yield new Fault(number, kind, false, any(processes), List.of(), 0, lasting);
      }
      case SLOW -> new Fault(number, kind, false, service, all, amount, lasting);
    };
  }

  private Duration lasting() {
    double ratio = (double) longest.toMillis() / SHORTEST.toMillis();
    return Duration.ofMillis(
        Math.round(SHORTEST.toMillis() * Math.pow(ratio, random.nextDouble())));
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
