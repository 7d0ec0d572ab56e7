package io.qahan.trainer.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindowReaderTest {
  private static final LogWindow ALL = new LogWindow(Instant.EPOCH, 1000, 1 << 20, Duration.ZERO);

  @TempDir Path directory;
  private final FakeLog log = new FakeLog();

  @Test
  void shouldGiveImagesWithTheirNewestLabelsOldestFirst() throws Exception {
    log.image("b", 0, 20, 2);
    log.image("a", 1, 10, 1);
    log.image("c", 0, 30, 3);
    log.label("a", 0, 11, 1);
    log.label("b", 0, 21, 1);
    log.label("b", 0, 21, 0); // of one partition the later offset
    log.label("c", 1, 40, 0); // of two partitions the later time
    log.label("c", 0, 35, 1);

    try (WindowImages images = read(ALL)) {
      assertThat(ids(images)).containsExactly("a", "b", "c");
      assertThat(IntStream.range(0, 3).map(images::label)).containsExactly(1, 0, 0);
      assertThat(IntStream.range(0, 3).map(i -> images.pixels(i).at(0, 7, 7)))
          .containsExactly(1, 2, 3);
      assertThat(images.counts().corrected()).isEqualTo(2);
      assertThat(images.counts().lines())
          .anyMatch(line -> line.contains("2 have labels that disagree"));
    }
  }

  @Test
  void shouldTakeTheLabelInAnImageForItsOldest() throws Exception {
    log.image("a", 0, 50, 1, 1);
    log.image("b", 0, 51, 1, 1);
    log.label("b", 0, 51, 0);

    try (WindowImages images = read(ALL)) {
      assertThat(IntStream.range(0, 2).map(images::label)).containsExactly(1, 0);
    }
  }

  @Test
  void shouldCountWhatCannotBeLearnedFrom() throws Exception {
    log.image("good", 0, 10, 1, 1);
    log.image("unlabelled", 0, 11, 1);
    log.image("other class", 0, 12, 1, 2);
    log.image("no pixels", 0, 13, new byte[7], 1);
    log.unreadable(1, 14);
    log.image("good", 1, 15, 2, 0);

    try (WindowImages images = read(ALL)) {
      assertThat(images.counts()).isEqualTo(new WindowCounts(4, 1, 1, 0, 1, 1, 0, 0, 1, 1, 0));
      assertThat(images.label(0)).as("of the newest image of its id").isZero();
    }
  }

  @Test
  void shouldKeepTheNewestThatThereIsRoomFor() throws Exception {
    for (int i = 0; i < 10; i++) {
      log.image("image-" + i, i % 2, 100 - i, i, i % 2);
    }

    try (WindowImages images = read(new LogWindow(Instant.EPOCH, 4, 1 << 20, Duration.ZERO))) {
      assertThat(ids(images)).containsExactly("image-3", "image-2", "image-1", "image-0");
    }
    try (WindowImages images = read(new LogWindow(Instant.EPOCH, 9, 3 * 64, Duration.ZERO))) {
      assertThat(ids(images)).containsExactly("image-2", "image-1", "image-0");
      assertThat(images.counts().leftOut()).isPositive();
    }
    LogWindow since = new LogWindow(Instant.ofEpochMilli(99), 9, 1 << 20, Duration.ZERO);
    try (WindowImages images = read(since)) {
      assertThat(ids(images)).containsExactly("image-1", "image-0");
    }
  }

  @Test
  void shouldTakeSomeOfBeforeWhereverTheChangeLies() throws Exception {
    for (int i = 0; i < 100; i++) {
      log.image("image-" + i, i % 2, 100 + i, i, i % 2);
    }
    log.image("unlabelled", 0, 90, 1);
    LogWindow atTime =
        new LogWindow(Instant.ofEpochMilli(160), Optional.empty(), 99, 5, 1 << 20, Duration.ZERO);
    LogWindow atImage =
        new LogWindow(Instant.EPOCH, Optional.of("image-60"), 99, 5, 1 << 20, Duration.ZERO);
    LogWindow fewAfter =
        new LogWindow(Instant.EPOCH, Optional.of("image-60"), 10, 5, 1 << 20, Duration.ZERO);
    List<String> chosen;
    try (WindowImages images = read(atTime)) {
      assertThat(images.counts().before()).isEqualTo(5);
      assertThat(ids(images).subList(5, 45)).startsWith("image-60").endsWith("image-99");
      chosen = ids(images).subList(0, 5);
      assertThat(chosen).doesNotHaveDuplicates().allMatch(id -> number(id) < 60);
      assertThat(chosen).as("not the newest, nor the oldest").anyMatch(id -> number(id) < 40);
      assertThat(images.counts().lines()).anyMatch(line -> line.contains("5 are of before"));
    }
    try (WindowImages images = read(atImage)) {
      assertThat(ids(images).subList(0, 5)).isEqualTo(chosen);
      assertThat(images.size()).isEqualTo(45);
    }
    try (WindowImages images = read(fewAfter)) {
      assertThat(ids(images)).hasSize(15).endsWith("image-99").contains("image-90");
      assertThat(images.counts().leftOut()).isPositive();
    }
  }

  @Test
  void shouldBeginWithTheOldestWhereTheImageOfTheChangeIsGone() throws Exception {
    log.image("a", 0, 10, 1, 1);
    log.image("b", 0, 11, 1, 0);
    LogWindow window =
        new LogWindow(Instant.EPOCH, Optional.of("gone"), 99, 5, 1 << 20, Duration.ZERO);

    try (WindowImages images = read(window)) {
      assertThat(ids(images)).containsExactly("a", "b");
      assertThat(images.counts().before()).isZero();
    }
  }

  @Test
  void shouldForgetWhatIsOfBeforeTheImageOfTheChangeIfNoneOfItIsWanted() throws Exception {
    for (int i = 0; i < 10; i++) {
      log.image("image-" + i, i % 2, 100 + i, i, i % 2);
    }
    LogWindow window =
        new LogWindow(Instant.EPOCH, Optional.of("image-6"), 99, 0, 1 << 20, Duration.ZERO);

    try (WindowImages images = read(window)) {
      assertThat(ids(images)).containsExactly("image-6", "image-7", "image-8", "image-9");
    }
  }

  private static int number(String id) {
    return Integer.parseInt(id.substring("image-".length()));
  }

  @Test
  void shouldTakeLabelsThatCameBeforeTheirImages() throws Exception {
    log.label("a", 0, 5, 1);
    log.image("a", 0, 10, 1);
    log.image("b", 0, 11, 1, 1);

    try (WindowImages none = read(ALL)) {
      assertThat(none.counts().unlabelled()).isEqualTo(1);
    }
    try (WindowImages both = read(new LogWindow(Instant.EPOCH, 9, 1 << 20, Duration.ofMillis(5)))) {
      assertThat(both.counts().unlabelled()).isZero();
    }
  }

  @Test
  void shouldSayThatThereIsNothingToLearnFrom() {
    assertThatThrownBy(() -> read(ALL))
        .isInstanceOf(UnusableWindowException.class)
        .hasMessageContaining("no image in the window of [t.images.v1]");

    log.image("a", 0, 10, 1);
    assertThatThrownBy(() -> read(ALL))
        .isInstanceOf(UnusableWindowException.class)
        .hasMessageContaining("None of the 1 images in the window has a label in [t.labels.v1]");

    log.label("a", 0, 11, 7);
    assertThatThrownBy(() -> read(ALL))
        .isInstanceOf(UnusableWindowException.class)
        .hasMessageContaining("names a class of model [sky], which has 2");
  }

  @Test
  void shouldCountWhatRetentionRemovesWhileItReads() throws Exception {
    log.image("a", 0, 10, 1, 1);
    log.removeImagesBefore(3); // images, labels, and then pixels

    try (WindowImages images = read(ALL)) {
      assertThat(images.counts().gone()).isEqualTo(1);
      assertThat(images.size()).isZero();
      assertThatThrownBy(
              () -> Retraining.of(SkyModel.create(), images, RetrainingTest.OPTIONS, directory))
          .isInstanceOf(UnusableWindowException.class)
          .hasMessageContaining("The window has [0] images");
    }
  }

  @Test
  void shouldSayThatTheDiskIsFullAndLeaveNothingBehind() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    log.image("a", 0, 10, 1, 1);
    Path work = Files.createDirectories(directory.resolve("work"));
    Files.createSymbolicLink(WindowImages.pixelFile(work), full);

    assertThatThrownBy(() -> WindowReader.read(ALL, SkyModel.create(), log.log(), work, line -> {}))
        .isInstanceOf(UnusableWindowException.class)
        .hasMessageContaining("cannot be kept in [" + work + "]")
        .hasMessageContaining("--work");
    assertThat(WindowImages.in(work)).isEmpty();
    assertThat(work).isEmptyDirectory();
  }

  @Test
  void shouldFindAFinishedWindowAgainAndNoOther() throws Exception {
    assertThat(WindowImages.in(directory)).isEmpty();
    log.image("a", 0, 10, 1, 1);
    read(ALL).close();

    try (WindowImages again = WindowImages.in(directory).orElseThrow()) {
      assertThat(ids(again)).containsExactly("a");
      assertThat(again.time(0)).isEqualTo(10);
    }
    Files.write(WindowImages.pixelFile(directory), new byte[3]);
    assertThatThrownBy(() -> WindowImages.in(directory))
        .isInstanceOf(UnusableWindowException.class)
        .hasMessageContaining("is damaged");
  }

  private WindowImages read(LogWindow window) throws IOException {
    return WindowReader.read(window, SkyModel.create(), log.log(), directory, line -> {});
  }

  private static List<String> ids(WindowImages images) {
    return IntStream.range(0, images.size()).mapToObj(images::id).toList();
  }
}
