package io.qahan.deploy.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Processor time of this JVM, all threads together, the compiler's and the collector's too. */
final class ProcessorTime {
  private ProcessorTime() {}

  /** Since the JVM began; 0 where the JVM does not say. */
  static long nanos() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? Math.max(0, system.getProcessCpuTime())
        : 0;
  }
}
