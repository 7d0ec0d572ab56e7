package io.qahan.deploy.prove;

import io.qahan.deploy.process.Line;
import io.qahan.deploy.process.ProcessCluster;
import io.qahan.deploy.process.ServiceProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Breaks a cluster, and mends it again as whoever runs it would. For one thread. */
final class FaultInjector {
  private final ProcessCluster cluster;
  private final Supervisor supervisor;
  private final WrongClock clock;

  FaultInjector(ProcessCluster cluster, Supervisor supervisor, WrongClock clock) {
    this.cluster = cluster;
    this.supervisor = supervisor;
    this.clock = clock;
  }

  /** Returns when the fault is over: what was killed is started, what was cut is whole. */
  void inflict(Fault fault) throws IOException, InterruptedException {
    switch (fault.kind()) {
      case KILL -> kill(List.of(fault.target()), fault.lasting());
      case STOP -> stop(List.of(fault.target()), fault.lasting());
      case BROKER -> {
        if (fault.kill()) {
          kill(fault.brokers(), fault.lasting());
        } else {
          stop(fault.brokers(), fault.lasting());
        }
      }
      case PARTITION -> onLines(fault, Line::cut);
      case SLOW -> onLines(fault, line -> line.slow(Duration.ofMillis(fault.amount())));
      case CLOCK -> {
        clock.off(Duration.ofMillis(fault.amount()));
        try {
          sleep(fault.lasting());
        } finally {
          clock.off(Duration.ZERO);
        }
      }
      case DISK -> fill(fault.target(), fault.lasting());
    }
  }

  private void kill(List<String> names, Duration lasting) throws IOException, InterruptedException {
    names.forEach(supervisor::holdDown);
    try {
      for (String name : names) {
        cluster.process(name).kill();
      }
      for (String name : names) {
        cluster.process(name).awaitEnd();
      }
      sleep(lasting);
    } finally {
      for (String name : names) {
        supervisor.release(name); // which starts it again
      }
    }
  }

  private void stop(List<String> names, Duration lasting) throws IOException, InterruptedException {
    try {
      for (String name : names) {
        cluster.process(name).suspend();
      }
      sleep(lasting);
    } finally {
      for (String name : names) {
        cluster.process(name).resume();
      }
    }
  }

  private void fill(String name, Duration lasting) throws IOException, InterruptedException {
    ServiceProcess process = cluster.process(name);
    supervisor.holdDown(name);
    try {
      process.fillDisk();
      sleep(lasting);
    } finally {
      process.emptyDisk();
      supervisor.release(name);
    }
  }

  private void onLines(Fault fault, Consumer<Line> deed) throws InterruptedException {
    List<Line> lines =
        cluster.lines().of(fault.target()).stream()
            .filter(line -> fault.brokers().contains(line.broker()))
            .toList();
    try {
      lines.forEach(deed);
      sleep(fault.lasting());
    } finally {
      lines.forEach(Line::mend);
    }
  }

  private static void sleep(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }
}
