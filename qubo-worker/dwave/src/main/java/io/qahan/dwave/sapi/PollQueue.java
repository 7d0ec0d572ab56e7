package io.qahan.dwave.sapi;

import io.qahan.dwave.config.PollingOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Which problems are asked after next, and in which request: at most {@value #MOST_IDS} problems in
 * each of at most {@value #MOST_WATCHES} requests. Thread safe.
 */
final class PollQueue {
  static final int MOST_IDS = 100;
  static final int MOST_WATCHES = 4;

  /** Without long polls, problems due so close to each other share a request. */
  private static final long TOGETHER_NANOS = Duration.ofSeconds(2).toNanos();

  private final PollingOptions options;
  private final LongSupplier nanoClock;
  private final Set<WatchedProblem> waiting = new LinkedHashSet<>();
  private final Set<Watch> watches = new HashSet<>();
  private int starting;
  private boolean blocked;

  /**
   * What to do now.
   *
   * @param groups to ask after, a request each
   * @param joined polls whose problems are in a group and that must be cancelled
   * @param overdue problems that have waited longer than the polling timeout
   */
  record Plan(
      List<List<WatchedProblem>> groups, List<Watch> joined, List<WatchedProblem> overdue) {}

  PollQueue(PollingOptions options, LongSupplier nanoClock) {
    this.options = options;
    this.nanoClock = nanoClock;
  }

  synchronized void add(WatchedProblem watched, Duration wait) {
    watched.dueAt(nanoClock.getAsLong() + wait.toNanos());
    waiting.add(watched);
  }

  /** Notes that a planned group, or more than planned, is asked after. */
  synchronized void started(Watch watch) {
    starting = Math.max(0, starting - 1);
    watches.add(watch);
  }

  /** Notes the end of a poll; false if its problems are in another one by now. */
  synchronized boolean ended(Watch watch) {
    return watches.remove(watch);
  }

  /** Takes out what is due. */
  synchronized Plan plan(boolean longPolling) {
    long now = nanoClock.getAsLong();
    waiting.removeIf(watched -> watched.problem().isDone());
    Plan plan = new Plan(new ArrayList<>(), new ArrayList<>(), overdue(now));
    waiting.removeAll(plan.overdue);
    blocked = false;
    List<WatchedProblem> due = due(now, longPolling ? 0 : TOGETHER_NANOS);
    for (int from = 0; from < due.size(); from += MOST_IDS) {
      List<WatchedProblem> group =
          new ArrayList<>(due.subList(from, Math.min(due.size(), from + MOST_IDS)));
      waiting.removeAll(group);
      if (watches.size() + starting >= MOST_WATCHES) {
        Watch smallest = smallestFor(group.size());
        if (smallest == null) {
          waiting.addAll(group);
          blocked = true; // until a poll comes back
          break;
        }
        watches.remove(smallest);
        plan.joined.add(smallest);
        group.addAll(smallest.problems());
      }
      starting++;
      plan.groups.add(group);
    }
    return plan;
  }

  private List<WatchedProblem> overdue(long now) {
    return waiting.stream().filter(watched -> left(List.of(watched), now).orElse(1) <= 0).toList();
  }

  /** How long until the first of them has waited as long as the polling timeout allows. */
  OptionalLong left(Collection<WatchedProblem> problems) {
    return left(problems, nanoClock.getAsLong());
  }

  private OptionalLong left(Collection<WatchedProblem> problems, long now) {
    if (options.timeout().isEmpty()) {
      return OptionalLong.empty();
    }
    long most = options.timeout().get().toNanos();
    return problems.stream().mapToLong(watched -> watched.sinceNanos() + most - now).min();
  }

  private List<WatchedProblem> due(long now, long together) {
    if (waiting.stream().noneMatch(watched -> watched.dueNanos() - now <= 0)) {
      return List.of();
    }
    return waiting.stream()
        .filter(watched -> watched.dueNanos() - now <= together)
        .sorted(Comparator.comparingLong(watched -> watched.dueNanos() - now))
        .toList();
  }

  private Watch smallestFor(int more) {
    return watches.stream()
        .filter(watch -> watch.problems().size() + more <= MOST_IDS)
        .min(Comparator.comparingInt(watch -> watch.problems().size()))
        .orElse(null);
  }

  /** How long until there is something to do; empty if only the end of a poll can change that. */
  synchronized OptionalLong next() {
    long now = nanoClock.getAsLong();
    return waiting.stream()
        .filter(watched -> !blocked || watched.dueNanos() - now > 0)
        .mapToLong(
            watched ->
                Math.min(
                    watched.dueNanos() - now, left(List.of(watched), now).orElse(Long.MAX_VALUE)))
        .map(nanos -> Math.max(0, nanos)) // due since the plan was made
        .min();
  }
}
