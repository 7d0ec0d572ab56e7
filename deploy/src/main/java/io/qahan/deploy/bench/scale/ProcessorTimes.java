package io.qahan.deploy.bench.scale;

import io.qahan.deploy.process.ServiceProcess;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Processor time of processes since they began, by kind, in milliseconds. The system counts it in
 * steps of 10 ms.
 */
record ProcessorTimes(Map<String, Double> millis) {
  static ProcessorTimes of(List<ServiceProcess> processes) {
    SortedMap<String, Double> millis = new TreeMap<>();
    for (ServiceProcess process : processes) {
      millis.merge(process.kind(), process.processorTime().toNanos() / 1e6, Double::sum);
    }
    return new ProcessorTimes(millis);
  }

  /**
   * What was spent since.
   *
   * @param parts among how many it is shared out: images, or milliseconds for a share of a
   *     processor
   */
  SortedMap<String, Double> since(ProcessorTimes before, double parts) {
    SortedMap<String, Double> spent = new TreeMap<>();
    millis.forEach(
        (kind, now) -> spent.put(kind, (now - before.millis.getOrDefault(kind, 0.0)) / parts));
    return spent;
  }
}
