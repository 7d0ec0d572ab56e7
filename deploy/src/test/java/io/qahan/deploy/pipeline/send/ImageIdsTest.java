package io.qahan.deploy.pipeline.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ImageIdsTest {
  private final ImageIds ids = new ImageIds("run");

  @Test
  void shouldFindTheIndexOfItsOwnIds() {
    assertThat(ids.indexOf(ids.image(0))).hasValue(0);
    assertThat(ids.indexOf(ids.image(1_234_567))).hasValue(1_234_567);
  }

  @Test
  void shouldNotTakeOtherIdsForItsOwn() {
    assertThat(ids.indexOf("")).isEmpty();
    assertThat(ids.indexOf("run")).isEmpty();
    assertThat(ids.indexOf("other-000001")).isEmpty();
    assertThat(ids.indexOf(new ImageIds("run-2").image(1))).isEmpty();
    assertThat(ids.indexOf(ids.corrupt(1))).isEmpty();
  }

  @Test
  void shouldRefuseABlankRun() {
    assertThatThrownBy(() -> new ImageIds(" ")).hasMessageContaining("[ ]");
  }
}
