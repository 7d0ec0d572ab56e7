package io.qahan.deploy.bench.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.deploy.bench.BenchCommand;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.ingest.torchscript.TorchScript;
import io.qahan.qubo.Solvers;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.settings.Settings;
import io.qahan.trainer.TrainerService;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.processor.internals.StreamThread;
import org.junit.jupiter.api.Test;

class WorkloadTest {
  /** Real classes, so that a room that is renamed does not fall out of the table unseen. */
  @Test
  void shouldKnowOurRoomsAndKafkas() {
    assertThat(of(ImageDecoder.class)).isEqualTo("decode");
    assertThat(of(TorchScript.class)).isEqualTo("features");
    assertThat(of(Solvers.class)).isEqualTo("masks");
    assertThat(of(Codec.class)).isEqualTo("records");
    assertThat(of(TrainerService.class)).isEqualTo("training");
    assertThat(of(BenchCommand.class)).isEqualTo("bench");
    assertThat(of(KafkaConsumer.class)).isEqualTo("consumer");
    assertThat(of(KafkaStreams.class)).isEqualTo("Streams");
  }

  @Test
  void shouldFindTheLongestPrefix() {
    assertThat(of(StreamThread.class)).isEqualTo("Streams");
    assertThat(Workload.of("io.qahan.ingest.room.yet.to.come.Type")).isEqualTo("page");
    assertThat(Workload.of("io.qahan.trainer.join.Type")).isEqualTo("join");
  }

  @Test
  void shouldLeaveTheRestToTheCaller() {
    assertThat(of(String.class)).isEqualTo(Workload.OTHER);
    assertThat(of(Settings.class)).isEqualTo(Workload.OTHER);
    assertThat(Workload.of("NoPackage")).isEqualTo(Workload.OTHER);
    assertThat(Workload.of("")).isEqualTo(Workload.OTHER);
  }

  private static String of(Class<?> type) {
    return Workload.of(type.getName());
  }
}
