package io.qahan.deploy.bench.profile;

import com.sun.management.OperatingSystemMXBean;
import io.qahan.deploy.cli.CommandFailedException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Time spent on processors, not waiting for one. */
public final class ProcessorTime {
  private ProcessorTime() {}

  /**
   * Of this JVM since it began, all threads together, the compiler's and the collector's too; 0
   * where the JVM does not say.
   */
  public static long nanos() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? Math.max(0, system.getProcessCpuTime())
        : 0;
  }

  /**
   * Of the JIT compiler since the JVM began, for as long as it was at work: more than its processor
   * time where it had to wait for a processor; 0 where the JVM does not say.
   */
  public static long compilerNanos() {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    return compiler != null && compiler.isCompilationTimeMonitoringSupported()
        ? compiler.getTotalCompilationTime() * 1_000_000
        : 0;
  }

  /** Of each Java thread that lives, by its id; the compiler's and the collector's are none. */
  public static Map<Long, Long> nanosOfThreads() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    Map<Long, Long> nanos = new HashMap<>();
    for (long id : threads.getAllThreadIds()) {
      long spent = threads.getThreadCpuTime(id);
      if (spent >= 0) { // else it has ended
        nanos.put(id, spent);
      }
    }
    return nanos;
  }

  /**
   * A clock that gives each thread its own time, in nanoseconds.
   *
   * @throws CommandFailedException if the JVM does not know it
   */
  public static LongSupplier ofThread() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    if (!threads.isCurrentThreadCpuTimeSupported()) {
      throw new CommandFailedException(
          "This JVM does not know the CPU time of a thread; maybe another JDK does.");
    }
    threads.setThreadCpuTimeEnabled(true);
    return threads::getCurrentThreadCpuTime;
  }
}
