package io.qahan.deploy.prove;

import io.qahan.deploy.process.ProcessCluster;
import io.qahan.deploy.process.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Starts what has ended again, as systemd or Kubernetes would, and remembers what it was. Thread
 * safe.
 */
final class Supervisor implements AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final ProcessCluster cluster;
  private final Set<String> heldDown = new HashSet<>();
  private final List<String> ended = new ArrayList<>();
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "supervisor");
            thread.setDaemon(true);
            return thread;
          });

  Supervisor(ProcessCluster cluster) {
    this.cluster = cluster;
    var unused =
        looking.scheduleWithFixedDelay(
            this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Leaves a process alone, whether it runs or not. */
  synchronized void holdDown(String name) {
    heldDown.add(name);
  }

  /** Looks after it again, and starts it if it does not run. */
  synchronized void release(String name) throws IOException {
    heldDown.remove(name);
    ServiceProcess process = cluster.process(name);
    if (!process.isAlive()) {
      process.startAgain();
    }
  }

  private synchronized void look() {
    for (ServiceProcess process : cluster.processes()) {
      if (!process.isAlive() && !heldDown.contains(process.name())) {
        process.failure().ifPresent(ended::add);
        try {
          process.startAgain();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /** What processes said last that ended by themselves. */
  synchronized List<String> ended() {
    return List.copyOf(ended);
  }

  @Override
  public void close() throws InterruptedException {
    looking.shutdownNow();
    boolean unused = looking.awaitTermination(LOOK.toSeconds() + 1, TimeUnit.SECONDS);
  }
}
