package io.qahan.deploy.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The lines from each service to each broker. A broker has a listener for each service, and says
 * there that it is to be reached at the line's own port; so every byte between the two goes by the
 * line, and what brokers say to each other by none. Thread safe.
 */
public final class Lines implements AutoCloseable {
  private final List<Line> all;

  private Lines(List<Line> all) {
    this.all = List.copyOf(all);
  }

  static Lines none() {
    return new Lines(List.of());
  }

  /** How many lines a cluster has. */
  static int count(ClusterShape shape) {
    return shape.services().size() * shape.brokerNames().size();
  }

  /**
   * Opens them.
   *
   * @param ports where brokers are to listen for them, one a line
   */
  static Lines between(ClusterShape shape, List<Integer> ports) throws IOException {
    List<Line> all = new ArrayList<>();
    for (String service : shape.services()) {
      for (String broker : shape.brokerNames()) {
        all.add(Line.open(service, broker, ports.get(all.size())));
      }
    }
    return new Lines(all);
  }

  /** Those of a service, by broker. */
  public List<Line> of(String service) {
    return all.stream().filter(line -> line.service().equals(service)).toList();
  }

  /** What a broker is told of its listeners: {@code NAME:PORT:ADVERTISED}. */
  List<String> listenersOf(String broker) {
    return all.stream()
        .filter(line -> line.broker().equals(broker))
        .map(
            line ->
                String.format(
                    Locale.ROOT,
                    "%s:%d:%d",
                    line.service().toUpperCase(Locale.ROOT).replace('-', '_'),
                    line.target(),
                    line.port()))
        .toList();
  }

  @Override
  public void close() {
    all.forEach(Line::close);
  }
}
