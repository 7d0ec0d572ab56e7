package io.qahan.worker;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Who answers: tells apart the workers of a pool in results and client ids. */
final class WorkerId {
  private WorkerId() {}

  /** Host, process and a random part, because a container's process id is often the same. */
  static String generate(RandomGenerator random) {
    return String.format(
        Locale.ROOT,
        "%s-%d-%04x",
        hostName(),
        ProcessHandle.current().pid(),
        random.nextInt(1 << 16));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) { // a host that does not know its own name still can work
      return "localhost";
    }
  }
}
