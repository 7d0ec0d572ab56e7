package io.qahan.trainer.join.kept;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class JoinTimeTest {
  private static final long KEPT = Duration.ofHours(1).toMillis();
  private static final byte[] ID = "a".getBytes(StandardCharsets.UTF_8);
  private static final int DAY = 86_400_000;

  @Property(tries = 30)
  void shouldKeepAJoinedImageForTheRetentionWhateverTheClockDoes(
      @ForAll @Size(20) List<@IntRange(min = -DAY, max = DAY) Integer> steps,
      @ForAll @Size(20) List<Boolean> restarts) {
    JoinStores stores = new JoinStores(StoresFixture.task(), new JoinSpace(1 << 20));
    long steady = 0;
    long wall = 1_800_000_000_000L;
    JoinTime time = new JoinTime(stores, steady, wall);
    stores.keepJoined(
        ID, new Waiting(0, 0, 0, "", "", new byte[0]), new Joined(time.at(steady) + KEPT, 3, 0));
    long lived = 0;
    int restarted = 0;
    while (lived < 2 * KEPT) {
      int i = (int) (lived / (KEPT / 10)) % 20;
      for (int sweep = 0; sweep < 360; sweep++) {
        steady += 1000;
        lived += 1000;
        time.mark(steady);
        stores.expire(time.at(steady), 100, expiry -> {});
        if (lived <= KEPT) {
          assertThat(stores.joined(ID)).as("after %s ms", lived).isPresent();
        }
      }
      wall += steps.get(i);
      if (restarts.get(i)) {
        restarted++;
        steady = steps.get(i); // a new process: its steady time begins anywhere
        time = new JoinTime(stores, steady, wall);
      }
    }

    assertThat(restarted * JoinTime.MARKED.toMillis()).isLessThan(KEPT);
    assertThat(stores.joined(ID)).isEmpty();
  }
}
