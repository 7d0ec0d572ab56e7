package io.qahan.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LineTest {
  private static final int SILENCE_MS = 200;

  private ServerSocket target;
  private Line line;
  private Socket caller;
  private Socket called;

  @BeforeEach
  void call() throws IOException {
    target = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    line = Line.open("caller", "called", target.getLocalPort());
    caller = new Socket(InetAddress.getLoopbackAddress(), line.port());
    called = target.accept();
  }

  @AfterEach
  void hangUp() throws IOException {
    caller.close();
    called.close();
    line.close();
    target.close();
  }

  private static int next(Socket socket) throws IOException {
    return socket.getInputStream().read();
  }

  @Test
  void shouldCarryBytesInBothDirections() throws IOException {
    caller.getOutputStream().write(7);
    assertThat(next(called)).isEqualTo(7);

    called.getOutputStream().write(8);
    assertThat(next(caller)).isEqualTo(8);
  }

  @Test
  void shouldHoldBackWhatIsSentWhileItIsCut() throws IOException {
    line.cut();
    caller.getOutputStream().write(7);
    called.setSoTimeout(SILENCE_MS);
    assertThatThrownBy(() -> next(called)).isInstanceOf(SocketTimeoutException.class);

    line.mend();

    called.setSoTimeout(0);
    assertThat(next(called)).isEqualTo(7);
  }

  @Test
  void shouldConnectNobodyWhileItIsCut() throws IOException {
    line.cut();
    try (Socket second = new Socket(InetAddress.getLoopbackAddress(), line.port())) {
      target.setSoTimeout(SILENCE_MS);
      assertThatThrownBy(target::accept).isInstanceOf(SocketTimeoutException.class);

      line.mend();

      target.setSoTimeout(0);
      try (Socket arrived = target.accept()) {
        second.getOutputStream().write(9);
        assertThat(next(arrived)).isEqualTo(9);
      }
    }
  }

  @Test
  void shouldTakeItsTimeWhileItIsSlow() throws IOException {
    line.slow(Duration.ofMillis(SILENCE_MS));
    long began = System.nanoTime();

    caller.getOutputStream().write(7);

    assertThat(next(called)).isEqualTo(7);
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isGreaterThanOrEqualTo(Duration.ofMillis(SILENCE_MS));
  }

  @Test
  void shouldHangUpWhereTheOtherSideDid() throws IOException {
    called.close();

    assertThat(next(caller)).isEqualTo(-1);
  }

  @Test
  void shouldHangUpWhereNobodyListens() throws IOException {
    target.close();
    called.close();

    try (Socket again = new Socket(InetAddress.getLoopbackAddress(), line.port())) {
      assertThat(next(again)).isEqualTo(-1);
    }
  }

  @Test
  void shouldHangUpWhenItIsClosedWhileItIsCut() throws IOException {
    line.cut();
    caller.getOutputStream().write(7);

    line.close();

    assertThat(next(caller)).isEqualTo(-1);
  }
}
