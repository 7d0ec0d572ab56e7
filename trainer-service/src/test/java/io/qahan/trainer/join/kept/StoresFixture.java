package io.qahan.trainer.join.kept;

import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** A task whose stores are in memory, without changelogs. */
final class StoresFixture {
  private StoresFixture() {}

  /** A task whose stores are empty. */
  static MockProcessorContext<byte[], byte[]> task() {
    MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>(new Properties());
    for (String name : JoinStores.names()) {
      KeyValueStore<byte[], byte[]> store =
          Stores.keyValueStoreBuilder(
                  Stores.inMemoryKeyValueStore(name), Serdes.ByteArray(), Serdes.ByteArray())
              .withLoggingDisabled()
              .build();
      store.init(context.getStateStoreContext(), store);
      context.addStateStore(store);
    }
    return context;
  }
}
