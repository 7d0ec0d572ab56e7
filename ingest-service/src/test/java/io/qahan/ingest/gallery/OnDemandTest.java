package io.qahan.ingest.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OnDemandTest {
  private final List<String> log = new ArrayList<>();
  private final OnDemand part =
      new OnDemand(
          () -> {
            log.add("open");
            return () -> log.add("close");
          },
          () -> log.add("closed"),
          Duration.ofNanos(10));

  @Test
  void shouldOpenOnceWhileItIsNeededAndLingerBeforeItCloses() {
    part.needed(false, 0);
    part.needed(true, 5);
    part.needed(true, 6);
    part.needed(false, 16);
    assertThat(log).containsExactly("open");
    part.needed(false, 17);
    assertThat(log).containsExactly("open", "close", "closed");
    part.needed(true, 18);
    assertThat(log).hasSize(4);
  }

  @Test
  void shouldCloseOnlyWhatIsOpen() {
    part.close();
    part.needed(true, 0);
    part.close();
    part.close();

    assertThat(log).containsExactly("open", "close", "closed");
  }
}
