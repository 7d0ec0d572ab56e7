package io.qahan.deploy.bench.profile;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where processor time went between {@link #begin} and {@link #end}: for each kind of thread what
 * the JVM counted, parted by what Java Flight Recorder saw the threads at. The recording is kept
 * for JDK Mission Control. What belongs to no Java thread (compiler, collector, the native threads
 * of libraries) has a row of its own. Used by one thread.
 */
public final class FlightProfile implements AutoCloseable {
  /** The row of all that is no Java thread's. */
  static final String NATIVE = "compiler, collector, native threads";

  private static final String JAVA_SAMPLE = "jdk.ExecutionSample";
  private static final String NATIVE_SAMPLE = "jdk.NativeMethodSample";
  private static final Duration PERIOD = Duration.ofMillis(10);

  private final Path file;
  private final Recording recording = new Recording();
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private Map<Long, Long> threadNanos = Map.of();
  private long processNanos;

  private FlightProfile(Path file) {
    this.file = file;
    recording.start();
  }

  /**
   * Gets ready, which makes the JVM compile much of the JDK anew: before what is measured has
   * warmed up.
   *
   * @param file to be written at the end
   */
  public static FlightProfile into(Path file) {
    return new FlightProfile(file);
  }

  /** From here on it counts. */
  public void begin() {
    recording.enable(JAVA_SAMPLE).withPeriod(PERIOD);
    recording.enable(NATIVE_SAMPLE).withPeriod(PERIOD);
    threadNanos = ProcessorTime.nanosOfThreads();
    processNanos = ProcessorTime.nanos();
  }

  /**
   * Ends it and adds up.
   *
   * @param images that were streamed meanwhile
   * @return the most expensive first
   * @throws IOException if the recording cannot be written or read back
   */
  public List<ThreadTime> end(int images) throws IOException {
    long whole = ProcessorTime.nanos() - processNanos;
    Map<String, Long> spent = spentByKind();
    recording.stop();
    recording.dump(file);
    return table(spent, whole, StageSamples.of(RecordingFile.readAllEvents(file)), images);
  }

  private Map<String, Long> spentByKind() {
    Map<String, Long> spent = new HashMap<>();
    ProcessorTime.nanosOfThreads()
        .forEach(
            (id, nanos) -> {
              ThreadInfo thread = threads.getThreadInfo(id);
              if (thread != null) {
                long before = threadNanos.getOrDefault(id, 0L);
                spent.merge(kindOf(thread.getThreadName()), nanos - before, Long::sum);
              }
            });
    return spent;
  }

  static List<ThreadTime> table(
      Map<String, Long> spent, long whole, StageSamples samples, int images) {
    List<ThreadTime> rows = new ArrayList<>();
    spent.forEach(
        (kind, nanos) -> rows.add(row(kind, nanos, whole, samples.sharesOf(kind), images)));
    long ofThreads = spent.values().stream().mapToLong(Long::longValue).sum();
    rows.add(row(NATIVE, Math.max(0, whole - ofThreads), whole, Map.of(), images));
    rows.removeIf(row -> row.millis() == 0);
    rows.sort(Comparator.comparingDouble(ThreadTime::millis).reversed());
    return rows;
  }

  private static ThreadTime row(
      String kind, long nanos, long whole, Map<String, Double> shares, int images) {
    double millis = nanos / 1e6 / Math.max(1, images);
    Map<String, Double> stages = new LinkedHashMap<>();
    shares.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .forEach(share -> stages.put(share.getKey(), share.getValue() * millis));
    return new ThreadTime(kind, millis, nanos / (double) Math.max(1, whole), stages);
  }

  /** A thread's name without the numbers, decimal or hexadecimal, that tell it from its like. */
  static String kindOf(String thread) {
    return thread
        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "*")
        .replaceAll("[0-9a-f]*[0-9][0-9a-f]*", "*");
  }

  @Override
  public void close() {
    recording.close();
  }
}
