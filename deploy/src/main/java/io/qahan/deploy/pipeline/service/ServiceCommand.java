package io.qahan.deploy.pipeline.service;

import io.qahan.deploy.cli.BrokerOption;
import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.schemas.ops.Health;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Mixin;

/**
 * A service as a process: runs until the process is asked to end, or the service is beyond help.
 */
abstract class ServiceCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(ServiceCommand.class);

  private final RunningService.Starter starter;
  @Mixin private BrokerOption broker;

  ServiceCommand(RunningService.Starter starter) {
    this.starter = starter;
  }

  /**
   * Returns never by itself: an interrupt or SIGTERM closes the service gracefully and ends the
   * JVM.
   *
   * @throws CommandFailedException if the service says that only a restart can help
   */
  @Override
  public final Integer call() throws InterruptedException {
    RunningService service = starter.start(broker.load());
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
    return 0;
  }
}
