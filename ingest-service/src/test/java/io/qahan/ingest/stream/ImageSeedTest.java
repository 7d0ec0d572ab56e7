package io.qahan.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ImageSeedTest {
  @Test
  void shouldDeriveTheSeedFromTheIdAlone() {
    // The first 8 bytes of SHA-256("abc"), a published test vector (FIPS 180-2).
    assertThat(ImageIntake.seedOf("abc")).isEqualTo(0xba7816bf8f01cfeaL);
    assertThat(ImageIntake.seedOf("abd")).isNotEqualTo(ImageIntake.seedOf("abc"));
  }
}
