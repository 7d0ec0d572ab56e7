package io.qahan.dwave.budget;

import io.qahan.qubo.kernel.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;

/**
 * QPU time that may be spent in any hour. What a problem will take is set aside before it is
 * submitted, and corrected when its answer says what it took; both are written to a file at once,
 * so that a process that dies and starts again, however often, spends no more. A file belongs to
 * one process at a time. Thread safe.
 *
 * <p>A problem whose outcome is not known counts as it was estimated: it may have been charged.
 */
public final class QpuBudget {
  private static final Duration WINDOW = Duration.ofHours(1);
  private static final int LINES_TO_KEEP = 10_000;

  private final Optional<Path> file;
  private final long mostMicros;
  private final InstantSource clock;
  private final Deque<Spending> spent = new ArrayDeque<>();
  private long spentMicros;
  private int lines;

  private QpuBudget(Optional<Path> file, Duration perHour, InstantSource clock) {
    this.file = file;
    this.mostMicros = perHour.toNanos() / 1000;
    this.clock = clock;
  }

  /**
   * Goes on with the budget that a file remembers, or begins one.
   *
   * @param perHour QPU time in any hour; zero spends nothing
   * @throws UncheckedIOException if the file cannot be read or written
   */
  public static QpuBudget open(Path file, Duration perHour, InstantSource clock) {
    QpuBudget budget = new QpuBudget(Optional.of(file), perHour, clock);
    try {
      budget.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException("The QPU budget [" + file + "] cannot be used", e);
    }
    return budget;
  }

  /** A budget that begins with each process. */
  public static QpuBudget inMemory(Duration perHour, InstantSource clock) {
    return new QpuBudget(Optional.empty(), perHour, clock);
  }

  private synchronized void load(Path file) throws IOException {
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        Spending.parse(line).ifPresent(this::count);
      }
    }
    rewrite(file);
  }

  private void count(Spending spending) {
    spent.add(spending);
    spentMicros += spending.micros();
  }

  /** Time that was set aside for one problem. */
  public final class Reservation {
    private final Instant at;
    private long micros;

    private Reservation(Instant at, long micros) {
      this.at = at;
      this.micros = micros;
    }

    /** Corrects it to what was charged; 0 for a problem that never ran. */
    public void settle(double chargedMicros) {
      synchronized (QpuBudget.this) {
        long charged = (long) Math.ceil(chargedMicros);
        record(new Spending(at, charged - micros));
        micros = charged;
      }
    }
  }

  /**
   * Sets time aside.
   *
   * @throws BudgetSpentException if there is not so much left
   */
  public synchronized Reservation reserve(double micros) {
    Instant now = clock.instant();
    long wanted = (long) Math.ceil(micros);
    long left = leftMicros(now);
    if (wanted > left) {
      throw new BudgetSpentException(
          String.format(
              Locale.ROOT,
              "The problem takes [%d us] of the QPU, but of [%d us] an hour only [%d us] are left",
              wanted,
              mostMicros,
              left));
    }
    record(new Spending(now, wanted));
    return new Reservation(now, wanted);
  }

  /** What may still be spent now. */
  public synchronized Duration left() {
    return Duration.ofNanos(1000 * leftMicros(clock.instant()));
  }

  private long leftMicros(Instant now) {
    Instant begin = now.minus(WINDOW);
    spent.removeIf(
        spending -> {
          boolean past = !spending.at().isAfter(begin);
          spentMicros -= past ? spending.micros() : 0;
          return past;
        });
    return Math.max(0, mostMicros - spentMicros);
  }

  private void record(Spending spending) {
    count(spending);
    file.ifPresent(remembering -> write(remembering, spending));
  }

  private void write(Path file, Spending spending) {
    try {
      Files.writeString(
          file, spending.line(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      if (++lines > LINES_TO_KEEP) {
        rewrite(file);
      }
    } catch (IOException e) { // what is not remembered must not be spent
      throw new UncheckedIOException("The QPU budget [" + file + "] cannot be written", e);
    }
  }

  /** Leaves out what is older than an hour. */
  private void rewrite(Path file) throws IOException {
    leftMicros(clock.instant());
    StringBuilder text = new StringBuilder();
    spent.forEach(spending -> text.append(spending.line()));
    WholeFile.write(file, text.toString());
    lines = spent.size();
  }
}
