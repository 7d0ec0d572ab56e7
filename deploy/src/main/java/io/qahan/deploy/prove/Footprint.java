package io.qahan.deploy.prove;

import io.qahan.deploy.process.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the processes of a cluster hold at one moment.
 *
 * @param sent images sent by then
 * @param temporaryFiles in this machine's temporary directory, whoever made them
 * @param processes by name
 */
record Footprint(int sent, long temporaryFiles, SortedMap<String, Use> processes) {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final double MIB = 1 << 20;

  /**
   * What one process holds; null where the system or the process does not say.
   *
   * @param residentMiB memory as the system counts it, native memory included
   * @param heapMiB of Java's heap in use, garbage included
   * @param directMiB of buffers outside of it
   * @param files open ones, sockets included
   */
  record Use(Integer residentMiB, Double heapMiB, Double directMiB, Integer files) {}

  static Footprint of(int sent, List<ServiceProcess> processes) throws InterruptedException {
    HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    SortedMap<String, Use> uses = new TreeMap<>();
    for (ServiceProcess process : processes) {
      String metrics = metrics(client, process);
      uses.put(
          process.name(),
          new Use(
              process.residentMiB(),
              sum(metrics, "jvm_memory_used_bytes", "area=\"heap\""),
              sum(metrics, "jvm_buffer_memory_used_bytes", "id=\"direct\""),
              process.openFiles()));
    }
    return new Footprint(sent, entries(Path.of(System.getProperty("java.io.tmpdir"))), uses);
  }

  /** Empty while it does not answer: brokers have no such page, and others may be stopped. */
  private static String metrics(HttpClient client, ServiceProcess process)
      throws InterruptedException {
    OptionalInt port = process.httpPort();
    if (port.isEmpty()) {
      return "";
    }
    try {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.getAsInt() + "/metrics"))
                  .timeout(PATIENCE)
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return "";
    }
  }

  private static Double sum(String metrics, String name, String label) {
    Matcher line =
        Pattern.compile(
                "^" + name + "\\{[^}]*" + Pattern.quote(label) + "[^}]*\\} (\\S+)$",
                Pattern.MULTILINE)
            .matcher(metrics);
    double sum = 0;
    boolean found = false;
    while (line.find()) {
      sum += Double.parseDouble(line.group(1));
      found = true;
    }
    return found ? Double.valueOf(Math.round(sum / MIB * 10) / 10.0) : null;
  }

  private static long entries(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.count();
    } catch (IOException e) {
      return 0;
    }
  }
}
