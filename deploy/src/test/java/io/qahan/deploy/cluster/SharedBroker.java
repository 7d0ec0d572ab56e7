package io.qahan.deploy.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One broker in this JVM for all tests that ask for it; it ends with the last test. Each test takes
 * names of its own for its topics and groups, and leaves the broker's settings alone.
 */
public final class SharedBroker implements AutoCloseable {
  private final EmbeddedKafka kafka;

  private SharedBroker() {
    try {
      kafka = EmbeddedKafka.temporary();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it is; the first test that asks starts it. */
  public static String bootstrapServers(ExtensionContext test) {
    return test.getRoot()
        .getStore(ExtensionContext.Namespace.create(SharedBroker.class))
        .getOrComputeIfAbsent(SharedBroker.class, type -> new SharedBroker(), SharedBroker.class)
        .kafka
        .bootstrapServers();
  }

  @Override
  public void close() {
    kafka.close();
  }
}
