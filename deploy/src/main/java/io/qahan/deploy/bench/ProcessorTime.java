package io.qahan.deploy.bench;

import com.sun.management.OperatingSystemMXBean;
import io.qahan.deploy.cli.CommandFailedException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.LongSupplier;

/** Time spent on processors, not waiting for one. */
final class ProcessorTime {
  private ProcessorTime() {}

  /**
   * Of this JVM since it began, all threads together, the compiler's and the collector's too; 0
   * where the JVM does not say.
   */
  static long nanos() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? Math.max(0, system.getProcessCpuTime())
        : 0;
  }

  /**
   * A clock that gives each thread its own time, in nanoseconds.
   *
   * @throws CommandFailedException if the JVM does not know it
   */
  static LongSupplier ofThread() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    if (!threads.isCurrentThreadCpuTimeSupported()) {
      throw new CommandFailedException(
          "This JVM does not know the CPU time of a thread; maybe another JDK does.");
    }
    threads.setThreadCpuTimeEnabled(true);
    return threads::getCurrentThreadCpuTime;
  }
}
