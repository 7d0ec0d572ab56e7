package io.qahan.ingest.page;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * Whether the live page's events keep up: 250 images a second come in, are answered and labelled;
 * one browser reads, one never does. {@code main SECONDS} prints what the reading one got, and
 * first the address, for a real browser to watch as well.
 */
final class PageRoutesBenchmark {
  private static final int IMAGES_PER_SECOND = 250;
  private static final int UPDATES_PER_SECOND = 60;

  private PageRoutesBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    int seconds = Integer.parseInt(arguments[0]);
    PageOptions options = new PageOptions(16, UPDATES_PER_SECOND, Duration.ofSeconds(10));
    try (PageFixture http = PageFixture.started(options);
        Socket deaf = deafBrowser(http.port());
        EventReader events = http.events()) {
      System.out.println("live page: http://127.0.0.1:" + http.port() + "/");
      Thread feeding = new Thread(() -> feed(http), "feed");
      feeding.setDaemon(true);
      feeding.start();
      events.await("numbers", json -> json.get("answered").asLong() > 2L * IMAGES_PER_SECOND);
      measure(events, seconds);
    }
  }

  private static void measure(EventReader events, int seconds) throws IOException {
    long start = System.nanoTime();
    long end = start + Duration.ofSeconds(seconds).toNanos();
    double[] gaps = new double[2 * UPDATES_PER_SECOND * seconds];
    int updates = 0;
    int all = 0;
    long last = start;
    while (last < end) {
      EventReader.Frame frame = events.next();
      all++;
      if (frame.type().equals("numbers")) {
        long now = System.nanoTime();
        gaps[updates++] = (now - last) / 1e6;
        last = now;
      }
    }
    Arrays.sort(gaps, 0, updates);
    System.out.printf(
        "%.1f s: %d updates (%.1f/s), %d events; between updates p50 %.1f ms, p99 %.1f ms, most"
            + " %.1f ms%n",
        (last - start) / 1e9,
        updates,
        updates / ((last - start) / 1e9),
        all,
        gaps[updates / 2],
        gaps[updates * 99 / 100],
        gaps[updates - 1]);
  }

  private static void feed(PageFixture http) {
    long start = System.nanoTime();
    for (int i = 0; true; i++) {
      http.stream("i" + i, i % 3, i % 7 == 0 ? 1 : i % 3);
      long due = start + (i + 1) * (1_000_000_000L / IMAGES_PER_SECOND);
      LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
    }
  }

  private static Socket deafBrowser(int port) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(2_048);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket
        .getOutputStream()
        .write(
            "GET /live/events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }
}
