package io.qahan.deploy.bench.profile;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;

/**
 * What threads were seen at, by kind of thread and kind of work. Flight Recorder looks at every
 * thread that runs Java code each period, but at only one of those that are in native code: a
 * native sample stands for as many as there are such threads.
 */
final class StageSamples {
  private static final String NATIVE_SAMPLE = "jdk.NativeMethodSample";
  private static final String JAVA_SAMPLE = "jdk.ExecutionSample";

  private final Map<String, Map<String, Double>> weights = new HashMap<>();

  private StageSamples() {}

  /** Of a recording's events; others than samples are passed over. */
  static StageSamples of(List<RecordedEvent> events) {
    StageSamples samples = new StageSamples();
    double nativeThreads = nativeThreads(events);
    for (RecordedEvent event : events) {
      String name = event.getEventType().getName();
      if (name.equals(JAVA_SAMPLE)) {
        samples.add(event, 1);
      } else if (name.equals(NATIVE_SAMPLE) && !waits(event)) {
        samples.add(event, nativeThreads);
      }
    }
    return samples;
  }

  /** Each in its turn, so the one that never leaves native code tells how many there are. */
  private static double nativeThreads(List<RecordedEvent> events) {
    Map<Long, Integer> seen = new HashMap<>();
    int all = 0;
    for (RecordedEvent event : events) {
      RecordedThread thread = threadOf(event);
      if (event.getEventType().getName().equals(NATIVE_SAMPLE) && thread != null) {
        seen.merge(thread.getId(), 1, Integer::sum);
        all++;
      }
    }
    int most = seen.values().stream().mapToInt(Integer::intValue).max().orElse(1);
    return all / (double) most;
  }

  private void add(RecordedEvent event, double weight) {
    RecordedThread thread = threadOf(event);
    if (thread != null && thread.getJavaName() != null && event.getStackTrace() != null) {
      weights
          .computeIfAbsent(FlightProfile.kindOf(thread.getJavaName()), kind -> new HashMap<>())
          .merge(workOf(event.getStackTrace()), weight, Double::sum);
    }
  }

  private static RecordedThread threadOf(RecordedEvent event) {
    return event.hasField("sampledThread") ? event.getThread("sampledThread") : null;
  }

  /** In a call of the system that returns when something happens. */
  private static boolean waits(RecordedEvent event) {
    RecordedStackTrace stack = event.getStackTrace();
    if (stack == null || stack.getFrames().isEmpty()) {
      return true;
    }
    RecordedMethod top = stack.getFrames().get(0).getMethod();
    return top.getName().matches("wait|accept0?|.*[pP]oll.*|take|read0|park")
        && !top.getType().getName().startsWith("org.rocksdb.");
  }

  private static String workOf(RecordedStackTrace stack) {
    for (RecordedFrame frame : stack.getFrames()) {
      String work = Workload.of(frame.getMethod().getType().getName());
      if (!work.equals(Workload.OTHER)) {
        return work;
      }
    }
    return Workload.OTHER;
  }

  /** Of the work of one kind of threads, each kind's share; they add up to 1, or are none. */
  Map<String, Double> sharesOf(String threads) {
    Map<String, Double> seen = weights.getOrDefault(threads, Map.of());
    double all = seen.values().stream().mapToDouble(Double::doubleValue).sum();
    Map<String, Double> shares = new HashMap<>();
    seen.forEach((work, weight) -> shares.put(work, weight / all));
    return shares;
  }
}
