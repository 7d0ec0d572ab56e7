package io.qahan.worker.chain;

import io.qahan.dwave.chip.CliqueSampler;
import io.qahan.dwave.sampler.QpuModels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Puts masks of one size side by side into one problem, because programming a QPU takes most of
 * what it is paid for. The first one waits for others a little while; a problem goes off when that
 * is over and there is a place for it, or when the chip has no more room. Thread safe.
 *
 * <p>A problem is called after all that is in it: one that a killed worker had submitted is found
 * again by the same masks only, so what it held may be paid for once more.
 */
final class MaskGroups {
  private final QpuModels qpu;
  private final int most;
  private final BooleanSupplier hasPlace;
  private final Executor afterLingering;
  private final Executor background;

  /** How many masks of a size the chip has room for: the first time that takes seconds. */
  private final Map<Integer, CompletableFuture<Integer>> rooms = new ConcurrentHashMap<>();

  /** The problems that still take masks, by size. */
  private final Map<Integer, Group> open = new HashMap<>();

  /**
   * Groups for one QPU.
   *
   * @param most masks in a problem; 1 sends each by itself and at once
   * @param hasPlace whether one more problem may be open now; until then more masks are taken in
   * @param afterLingering runs what it is given when the first mask has waited long enough
   * @param background finds how many masks there is room for; until it knows they go alone
   */
  MaskGroups(
      QpuModels qpu,
      int most,
      BooleanSupplier hasPlace,
      Executor afterLingering,
      Executor background) {
    this.qpu = qpu;
    this.most = most;
    this.hasPlace = hasPlace;
    this.afterLingering = afterLingering;
    this.background = background;
  }

  private record Member(
      CliqueSampler.Wanted wanted,
      Supplier<Duration> left,
      CompletableFuture<QpuModels.Answer> answer) {}

  private static final class Group {
    private final List<Member> members = new ArrayList<>();
  }

  /**
   * Solves a mask's model, with others. Fails as the QPU fails: of those in one problem one fails
   * with the cause, the others with a {@link SharedFailureException}. A problem is cancelled when
   * all that are in it were.
   *
   * @param left until the answer is of no use
   */
  CompletableFuture<QpuModels.Answer> solve(CliqueSampler.Wanted wanted, Supplier<Duration> left) {
    int variables = wanted.model().variables();
    int room = room(variables);
    if (room == 1) {
      return qpu.whole(wanted, left.get());
    }
    Member member = new Member(wanted, left, new CompletableFuture<>());
    Group full = null;
    synchronized (open) {
      Group group = open.get(variables);
      if (group == null) {
        Group begun = new Group();
        group = begun;
        open.put(variables, begun);
        afterLingering.execute(() -> lingered(variables, begun));
      }
      group.members.add(member);
      if (group.members.size() == room) {
        open.remove(variables);
        full = group;
      }
    }
    if (full != null) {
      send(full);
    }
    return member.answer;
  }

  private int room(int variables) {
    if (most == 1) {
      return 1;
    }
    CompletableFuture<Integer> found =
        rooms.computeIfAbsent(
            variables, n -> CompletableFuture.supplyAsync(() -> qpu.room(n), background));
    return found.isCompletedExceptionally() ? 1 : Math.min(most, found.getNow(1));
  }

  private void lingered(int variables, Group group) {
    synchronized (open) {
      boolean waits = group.members.stream().anyMatch(member -> !member.answer.isDone());
      if (waits && !hasPlace.getAsBoolean() && open.get(variables) == group) {
        afterLingering.execute(() -> lingered(variables, group));
        return;
      }
      if (!open.remove(variables, group)) {
        return; // it was full, and has gone off
      }
    }
    send(group);
  }

  /** Of a group that is closed. */
  private void send(Group group) {
    List<Member> waiting =
        group.members.stream().filter(member -> !member.answer.isDone()).toList();
    if (waiting.isEmpty()) {
      return;
    }
    Duration within =
        waiting.stream().map(member -> member.left.get()).max(Duration::compareTo).orElseThrow();
    CompletableFuture<List<QpuModels.Answer>> answers;
    try {
      answers = qpu.sideBySide(waiting.stream().map(Member::wanted).toList(), within);
    } catch (RuntimeException | Error e) {
      fail(waiting, e);
      return;
    }
    AtomicInteger interested = new AtomicInteger(waiting.size());
    for (Member member : waiting) {
      var unused =
          member.answer.whenComplete(
              (answer, failure) -> {
                if (interested.decrementAndGet() == 0) {
                  answers.cancel(true); // no effect on what is done
                }
              });
    }
    var unused =
        answers.whenComplete(
            (found, failure) -> {
              if (failure != null) {
                fail(waiting, failure);
                return;
              }
              for (int i = 0; i < waiting.size(); i++) {
                waiting.get(i).answer.complete(found.get(i));
              }
            });
  }

  private static void fail(List<Member> waiting, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    boolean said = false;
    for (Member member : waiting) { // one that nobody waits for any more must not take the cause
      said |= member.answer.completeExceptionally(said ? new SharedFailureException(cause) : cause);
    }
  }
}
