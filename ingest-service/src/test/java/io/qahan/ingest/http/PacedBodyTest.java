package io.qahan.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PacedBodyTest {
  private static final int MIB = 1 << 20;

  private long now;

  @Test
  void shouldEndABodyOfWhichAByteComesNowAndThen() throws Exception {
    try (InputStream body = body(1)) {
      for (int second = 0; second < 10; second++) {
        assertThat(body.read()).isZero();
      }
      assertThatThrownBy(body::read)
          .isInstanceOf(HttpFault.class)
          .hasMessage("Of the body [11] bytes came in 11 seconds.")
          .extracting(fault -> ((HttpFault) fault).slug())
          .isEqualTo("slow-body");
    }
  }

  @Test
  void shouldLetALargeBodyTakeItsTime() throws Exception {
    byte[] part = new byte[32 << 10];
    try (InputStream body = body(part.length)) {
      int length = 0;
      for (int read = body.read(part, 0, part.length);
          read > 0;
          read = body.read(part, 0, part.length)) {
        length += read;
      }
      assertThat(length).isEqualTo(MIB);
      assertThat(TimeUnit.NANOSECONDS.toSeconds(now)).isGreaterThan(30);
    }
  }

  /** Each read takes a second. */
  private InputStream body(int most) {
    InputStream slow =
        new ByteArrayInputStream(new byte[MIB]) {
          @Override
          public synchronized int read() {
            now += TimeUnit.SECONDS.toNanos(1);
            return super.read();
          }

          @Override
          public synchronized int read(byte[] buffer, int from, int length) {
            now += TimeUnit.SECONDS.toNanos(1);
            return super.read(buffer, from, Math.min(most, length));
          }
        };
    return new PacedBody(slow, () -> now);
  }
}
