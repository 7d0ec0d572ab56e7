package io.qahan.ingest.image.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.OtherSize;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.RejectReason;
import io.qahan.ingest.image.UndecodableImageException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DecodeBudgetTest {
  private static final Duration AT_ONCE = Duration.ZERO;
  private static final PixelImage PIXELS = Pictures.noise(ImageShape.MNIST, 1);

  private final ByteBudget memory = new ByteBudget(40 << 20);
  private final AtomicLong threadTime = new AtomicLong();
  private final DecodeBudget budget =
      new DecodeBudget(memory, Duration.ofMillis(20), 1, () -> threadTime.addAndGet(1_000_000));
  private final CountDownLatch unstuck = new CountDownLatch(1);

  @AfterEach
  void close() {
    unstuck.countDown();
    budget.close();
  }

  @Test
  void shouldDecodeWhatCostsLittleInTheCallersThread() throws Exception {
    AtomicReference<Thread> thread = new AtomicReference<>();
    budget.run(1_000, false, AT_ONCE, effort -> decodedBy(thread));
    assertThat(thread.get()).isSameAs(Thread.currentThread());
  }

  @Test
  void shouldDecodeWhatCostsMuchInAThreadOfItsOwn() throws Exception {
    AtomicReference<Thread> thread = new AtomicReference<>();
    assertThat(budget.run(1_000, true, AT_ONCE, effort -> decodedBy(thread))).isEqualTo(PIXELS);
    assertThat(thread.get().isDaemon()).isTrue();
    assertThat(thread.get().getName()).startsWith("decode-");
    assertThat(memory.free()).isEqualTo(memory.total());
  }

  @Test
  void shouldEndADecoderWhoseTimeIsSpentEvenIfItHidesWhy() {
    assertThat(
            refusal(
                effort -> {
                  while (true) {
                    effort.check();
                  }
                }))
        .isEqualTo(RejectReason.DECODE_TIMEOUT);
    assertThat(
            refusal(
                effort -> {
                  try {
                    while (true) {
                      effort.check();
                    }
                  } catch (IOException e) {
                    throw new IllegalStateException("corrupt");
                  }
                }))
        .isEqualTo(RejectReason.DECODE_TIMEOUT);
    assertThat(memory.free()).isEqualTo(memory.total());
  }

  @Test
  void shouldEndTheDecodersOfPngAndJpegWhenTheirTimeIsSpent() {
    ImageDecoder decoder =
        new ImageDecoder(ImageShape.MNIST, ImageLimits.DEFAULT.with(OtherSize.RESIZE), budget);
    BufferedImage noise = Pictures.noisy(900, 900, BufferedImage.TYPE_3BYTE_BGR);
    for (EncodedImage image :
        new EncodedImage[] {
          EncodedImage.png(Pictures.encoded(Pictures.noisy(500, 500, 5), "png")),
          EncodedImage.jpeg(Pictures.encoded(noise, "jpg")),
          EncodedImage.jpeg(Pictures.progressive(noise))
        }) {
      assertThat(
              catchThrowableOfType(UndecodableImageException.class, () -> decoder.decode(image))
                  .reason())
          .isEqualTo(RejectReason.DECODE_TIMEOUT);
    }
  }

  @Test
  void shouldLeaveAStuckDecoderAloneAndGoOn() throws Exception {
    for (int i = 0; i < 2; i++) { // one thread is allowed: the stuck one is replaced
      assertThat(
              refusal(
                  effort -> {
                    await(unstuck);
                    return PIXELS;
                  }))
          .isEqualTo(RejectReason.DECODE_TIMEOUT);
    }
    assertThat(memory.total() - memory.free()).as("still taken").isEqualTo(2 << 20);
    assertThat(budget.run(1_000, true, AT_ONCE, effort -> PIXELS)).isEqualTo(PIXELS);
  }

  @Test
  void shouldNotLetStuckDecodersPileUp() {
    for (int i = 0; i < 5; i++) {
      assertThat(
              refusal(
                  effort -> {
                    await(unstuck);
                    return PIXELS;
                  }))
          .isEqualTo(RejectReason.DECODE_TIMEOUT);
    }
    assertThatThrownBy(() -> budget.run(1_000, true, AT_ONCE, effort -> PIXELS))
        .isInstanceOf(BusyException.class)
        .hasMessageContaining("no thread");
  }

  @Test
  void shouldRefuseWhatNeverFitsAndSayWhichSettingToRaise() {
    assertThatThrownBy(() -> budget.run(50 << 20, true, AT_ONCE, effort -> PIXELS))
        .isInstanceOf(UndecodableImageException.class)
        .hasMessageContaining("[52428800]")
        .hasMessageContaining("41943040")
        .hasMessageContaining("ingest.decode.memory.mib");
  }

  @Test
  void shouldSayBusyWhenOthersHaveTheMemory() throws Exception {
    try (ByteBudget.Share others = memory.take(39 << 20, AT_ONCE)) {
      assertThatThrownBy(() -> budget.run(2 << 20, true, AT_ONCE, effort -> PIXELS))
          .isInstanceOf(BusyException.class);
    }
    assertThat(budget.run(2 << 20, true, AT_ONCE, effort -> PIXELS)).isEqualTo(PIXELS);
  }

  @Test
  void shouldSayBusyWhenItIsClosed() {
    budget.close();
    assertThatThrownBy(() -> budget.run(1_000, true, AT_ONCE, effort -> PIXELS))
        .isInstanceOf(BusyException.class);
    assertThat(memory.free()).isEqualTo(memory.total());
  }

  private static PixelImage decodedBy(AtomicReference<Thread> thread) {
    thread.set(Thread.currentThread());
    return PIXELS;
  }

  private static void await(CountDownLatch latch) {
    boolean interrupted = true;
    while (interrupted) {
      try {
        latch.await();
        interrupted = false;
      } catch (InterruptedException e) {
        // stuck is stuck
      }
    }
  }

  private RejectReason refusal(DecodeBudget.Decoding decoding) {
    return catchThrowableOfType(
            UndecodableImageException.class, () -> budget.run(1 << 20, true, AT_ONCE, decoding))
        .reason();
  }
}
