package io.qahan.deploy.pipeline.service;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.schemas.ops.Health;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service as a process: runs until the process is asked to end, or the service is beyond help.
 */
final class ServiceRun {
  private static final Logger log = LoggerFactory.getLogger(ServiceRun.class);

  private ServiceRun() {}

  /**
   * Returns never by itself: an interrupt or SIGTERM closes the service gracefully and ends the
   * JVM.
   *
   * @throws CommandFailedException if the service says that only a restart can help
   */
  static void untilStopped(RunningService service) throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              log.info("{} stops", service.name());
              service.close();
              stopped.countDown();
            },
            service.name() + "-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    log.info("{} is ready: http port {}", service.name(), service.httpPort());
    while (!stopped.await(1, TimeUnit.SECONDS)) {
      Health health = service.health().get();
      if (!health.live()) {
        throw new CommandFailedException(
            String.format(Locale.ROOT, "%s cannot go on: %s", service.name(), health.detail()));
      }
    }
  }
}
