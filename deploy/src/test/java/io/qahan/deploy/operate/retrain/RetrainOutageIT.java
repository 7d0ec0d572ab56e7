package io.qahan.deploy.operate.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.deploy.CommandRun;
import io.qahan.deploy.operate.Brokers;
import io.qahan.deploy.process.BrokerProcess;
import io.qahan.deploy.process.QahanProcess;
import io.qahan.deploy.stream.TestSettings;
import io.qahan.schemas.ops.BrokerConnection;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The broker is away while a network is trained: the training goes on, and then waits for it. */
@Timeout(300)
class RetrainOutageIT {
  private static final int IMAGES = 400;

  @TempDir Path directory;

  @Test
  void shouldReleaseWhatItTrainedWhenTheBrokerIsBack() throws Exception {
    try (BrokerProcess broker = BrokerProcess.on(directory.resolve("broker"))) {
      TestSettings given = TestSettings.of(broker.bootstrapServers());
      BrokerConnection.prepare(given.load());
      CommandRun pushed = CommandRun.of(given.command("models", "push", "models/mnist.qahan"));
      assertThat(pushed.exitCode()).as(pushed.err()).isZero();
      InvertedDigits.send(new Brokers(given.load()), 0, IMAGES);

      try (QahanProcess retraining =
          QahanProcess.start(
              given
                  .with("kafka.default.api.timeout.ms", "2000")
                  .with("kafka.request.timeout.ms", "1500")
                  .command(
                      "retrain",
                      "--model",
                      "mnist",
                      "--last",
                      "" + IMAGES,
                      "--epochs",
                      "3",
                      "--lr",
                      "0.002",
                      "--work",
                      directory.resolve("work").toString()))) {
        retraining.awaitLine("epoch 1:");
        broker.kill();
        retraining.awaitLine("the brokers do not answer");
        broker.restart();
        int exitCode = retraining.awaitExit(Duration.ofSeconds(120));

        assertThat(exitCode).as(retraining.output()).isZero();
        assertThat(retraining.output()).contains("epoch 3:", "Release 2 of model [mnist]");
      }
    }
  }
}
