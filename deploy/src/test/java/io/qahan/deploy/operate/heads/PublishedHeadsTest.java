package io.qahan.deploy.operate.heads;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadLineage;
import io.qahan.ingest.head.HeadProgress;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.head.HeadShape;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PublishedHeadsTest {
  @Test
  void shouldCallTheNewestOneLive() throws Exception {
    assertThat(live(heads(Optional.empty(), head(1, "a"), head(2, "a")))).containsExactly(2L);
  }

  @Test
  void shouldNotCallAnOlderOneLiveThatCameLast() throws Exception {
    assertThat(live(heads(Optional.empty(), head(1, "a"), head(3, "a"), head(2, "a"))))
        .containsExactly(3L);
  }

  @Test
  void shouldNotCallOneLiveThatBelongsToAnotherVersionOfTheModelThanTheReleasedOne()
      throws Exception {
    PublishedHeads heads = heads(Optional.of("b"), head(1, "a"), head(2, "b"), head(3, "a"));

    assertThat(live(heads)).containsExactly(2L);
    assertThat(heads.live().orElseThrow().version()).isEqualTo(2);
    assertThat(live(heads(Optional.of("b"), head(1, "a")))).isEmpty();
  }

  @Test
  void shouldCallOneLiveThatNamesNoModelVersion() throws Exception {
    assertThat(live(heads(Optional.of("b"), head(1, "")))).containsExactly(1L);
  }

  @Test
  void shouldCallAForeignHeadWhatItIs() throws Exception {
    PublishedHeads heads =
        heads(
            Optional.empty(), Optional.of(head(2, "a")), head(1, "a"), head(2, "a"), head(9, "a"));

    assertThat(live(heads)).containsExactly(2L);
    assertThat(heads.foreign()).containsExactly(9L);
    heads.clear(head(9, "a")); // it was published while the topic was read
    assertThat(heads.foreign()).isEmpty();
  }

  private static PublishedHeads heads(Optional<String> served, Head... heads) {
    return heads(served, Optional.empty(), heads);
  }

  private static PublishedHeads heads(
      Optional<String> served, Optional<Head> trained, Head... heads) {
    PublishedHeads published = new PublishedHeads("digits", served, trained);
    List.of(heads).forEach(head -> published.add(head, Set.of()));
    return published;
  }

  private static List<Long> live(PublishedHeads heads) {
    return heads.rows().stream().filter(HeadRow::live).map(HeadRow::version).toList();
  }

  private static Head head(long version, String model) throws HeadRefusedException {
    return Head.of(
        new HeadShape(2, 2, "stack", model),
        new HeadLineage(version, version - 1, OptionalLong.empty()),
        new HeadProgress(30, 900, 0, 0.25, 0.9, Instant.EPOCH, OptionalLong.empty()),
        new float[6]);
  }
}
