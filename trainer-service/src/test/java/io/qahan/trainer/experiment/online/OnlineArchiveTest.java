package io.qahan.trainer.experiment.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.paper.network.TrainingFailedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnlineArchiveTest {
  private static final OnlinePlan PLAN =
      new OnlinePlan(Mechanism.MNIH, 20, PlantedDrift.CLASSES, false);

  @TempDir Path directory;

  private OnlineArchive archive() {
    return new OnlineArchive(directory.resolve("streams"));
  }

  private static OnlineResult result() {
    return new OnlineResult(
        PLAN,
        400,
        BitSet.valueOf(new long[] {0x0123456789ABCDEFL, 5}),
        List.of(211L, 390L),
        12,
        3,
        2);
  }

  @Test
  void shouldReadBackWhatItWrote() throws Exception {
    assertThat(archive().read(PLAN, "a stream")).isEmpty();
    archive().write(result(), "a stream");
    assertThat(archive().read(PLAN, "a stream")).contains(result());
    assertThat(directory.resolve("streams/mnih-labels20-drift-classes-nogate.json")).exists();
  }

  @Test
  void shouldKeepEachStreamOfAnExperimentApart() {
    assertThat(OnlinePlan.all(20_000, List.of()))
        .extracting(OnlinePlan::slug)
        .doesNotHaveDuplicates();
    assertThat(OnlinePlan.answers(20_000, true))
        .hasSize(6 * 3 * 7)
        .extracting(OnlinePlan::slug)
        .doesNotHaveDuplicates();
    assertThat(OnlinePlan.answers(5_000, false)).hasSize(6 * 7);
  }

  @Test
  void shouldRefuseTheResultOfAnotherStream() throws Exception {
    archive().write(result(), "a stream of 400 images");
    assertThatThrownBy(() -> archive().read(PLAN, "a stream of 500 images"))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessageContaining("a stream of 400 images")
        .hasMessageContaining("a stream of 500 images")
        .hasMessageContaining("another --out");
  }

  @Test
  void shouldSayWhatToDoWithAResultThatCannotBeRead() throws Exception {
    archive().write(result(), "a stream");
    Path file = directory.resolve("streams").resolve(PLAN.slug() + ".json");
    String whole = Files.readString(file);
    for (int length : new int[] {0, whole.length() / 2}) {
      Files.writeString(file, whole.substring(0, length));
      assertThatThrownBy(() -> archive().read(PLAN, "a stream"))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessageContaining("delete it");
    }
  }
}
