package io.qahan.trainer.join.kept;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

class JoinStoresTest {
  private final MockProcessorContext<byte[], byte[]> context = StoresFixture.task();
  private JoinSpace space = new JoinSpace(1 << 20);
  private JoinStores stores = new JoinStores(context, space);

  private void restart(long bytes) {
    stores.close();
    space = new JoinSpace(bytes);
    stores = new JoinStores(context, space);
  }

  private static byte[] id(int number) {
    return ("image-" + number).getBytes(UTF_8);
  }

  private static Waiting waiting(long expiresAt) {
    return new Waiting(expiresAt, 0, 7, "", "", new byte[100]);
  }

  private void keepSome() {
    stores.keepFeatures(id(1), waiting(1_000));
    stores.keepLabel(id(2), waiting(2_000));
    stores.keepJoined(id(3), waiting(0), new Joined(3_000, 5, 0));
    stores.keepFeatures(id(4), waiting(4_000));
    stores.join(id(4), waiting(4_000), new Joined(5_000, 5, 0));
    stores.correct(id(4), waiting(4_000), new Joined(5_000, 5, 0), new Joined(6_000, 4, 1));
  }

  private List<String> letGo(long before) {
    List<String> gone = new ArrayList<>();
    stores.expire(
        before, 100, entry -> gone.add(entry.kind() + " " + new String(entry.id(), UTF_8)));
    return gone;
  }

  private List<Long> sizes() {
    List<Long> sizes = new ArrayList<>();
    for (Kept kind : Kept.values()) {
      sizes.add(space.records(kind));
      sizes.add(space.bytes(kind));
    }
    return sizes;
  }

  @Test
  void shouldKnowWhatItKeepsAfterARestart() {
    keepSome();
    List<Long> before = sizes();
    // 7 bytes of id, 20 and 100 of a record, 9 + 7 and 4 in the index; 7 + 16 of a mark
    assertThat(before).containsExactly(1L, 147L, 1L, 147L, 2L, 2 * (147L + 23));

    restart(1 << 20);

    assertThat(sizes()).isEqualTo(before);
    assertThat(stores.joined(id(4))).contains(new Joined(6_000, 4, 1));
  }

  @Test
  void shouldLetGoOfEachAtItsEndAndCountNothingThen() {
    keepSome();
    assertThat(letGo(2_500)).containsExactly("FEATURES image-1", "LABELS image-2");
    assertThat(letGo(5_500)).containsExactly("JOINED image-3");
    assertThat(letGo(7_000)).containsExactly("JOINED image-4");

    assertThat(sizes()).containsOnly(0L);
    assertThat(stores.features(id(3))).isEmpty();
    assertThat(stores.joined(id(3))).isEmpty();
    assertThat(stores.features(id(4))).isEmpty();
  }

  @Test
  void shouldLetGoOfTheOldestWhenARestartFindsLessRoom() {
    keepSome();
    restart(400);
    List<String> gone = new ArrayList<>();
    stores.makeRoom(100, entry -> gone.add(new String(entry.id(), UTF_8)));

    assertThat(gone).containsExactly("image-1", "image-2");
    assertThat(stores.features(id(3))).isPresent();
  }

  @Test
  void shouldShareTheRoomAmongTheTasksOfAProcess() {
    restart(800);
    JoinStores other = new JoinStores(StoresFixture.task(), space);
    keepSome(); // 634 bytes, where a half is 400
    List<String> gone = new ArrayList<>();
    stores.makeRoom(100, entry -> gone.add(new String(entry.id(), UTF_8)));
    assertThat(gone).containsExactly("image-1", "image-2");

    other.close();
    stores.keepFeatures(id(5), waiting(9_000));
    stores.makeRoom(100, entry -> gone.add(new String(entry.id(), UTF_8)));
    assertThat(gone).hasSize(2);
  }

  @Test
  void shouldKnowTheSizeOfWhatAnEarlierVersionKept() {
    stores.keepFeatures(id(1), waiting(1_000));
    KeyValueStore<byte[], byte[]> index = context.getStateStore("expiry-index");
    KeyValueStore<byte[], byte[]> joined = context.getStateStore("joined-images");
    index.put(new Expiry(1_000, Kept.FEATURES, id(1)).toBytes(), new byte[0]);
    index.put(new Expiry(2_000, Kept.JOINED, id(2)).toBytes(), new byte[0]);
    joined.put(id(2), new byte[0]);

    restart(1 << 20);

    assertThat(sizes()).containsExactly(1L, 143L, 0L, 0L, 1L, 23L);
    assertThat(letGo(3_000)).hasSize(2);
    assertThat(sizes()).containsOnly(0L);
  }

  @Test
  void shouldForgetAnImageBeforeItsTimeAsIfItHadNeverBeen() {
    keepSome();
    stores.forget(id(1), waiting(1_000), Optional.empty());
    stores.forget(id(4), waiting(4_000), stores.joined(id(4)));

    assertThat(stores.features(id(1))).isEmpty();
    assertThat(stores.features(id(4))).isEmpty();
    assertThat(stores.joined(id(4))).isEmpty();
    assertThat(letGo(10_000)).containsExactly("LABELS image-2", "JOINED image-3");
    assertThat(sizes()).containsOnly(0L);
  }
}
