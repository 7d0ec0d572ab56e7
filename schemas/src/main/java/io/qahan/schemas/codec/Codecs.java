package io.qahan.schemas.codec;

import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;

/**
 * The codec of every topic, all in one encoding; images and labels may also come as {@link
 * PlainCodec} reads them. Thread safe.
 */
public final class Codecs {
  private final TopicNames names;
  private final Optional<RegistryAddress> registry;
  private final Map<Topic<?>, Codec<?>> codecs = new ConcurrentHashMap<>();

  private Codecs(TopicNames names, Optional<RegistryAddress> registry) {
    TrustedRecords.register();
    this.names = names;
    this.registry = registry;
  }

  /** Avro single-object encoding, which needs no registry. */
  public static Codecs singleObject(TopicNames names) {
    return new Codecs(names, Optional.empty());
  }

  /** The Confluent wire format if {@code schema.registry.url} is set, single-object otherwise. */
  public static Codecs from(Settings settings) {
    return new Codecs(TopicNames.from(settings), RegistryAddress.from(settings));
  }

  /**
   * Why records wait for the schema registry of {@code schema.registry.url}, if they do: what is
   * amiss with it, as noticed by any codec of this process within the last minute.
   */
  public static Optional<String> registryOutage(Settings settings) {
    return RegistryAddress.from(settings).flatMap(address -> SchemaRegistry.at(address).outage());
  }

  @SuppressWarnings("unchecked") // a topic's codec has the topic's record type
  public <T extends SpecificRecord> Codec<T> of(Topic<T> topic) {
    return (Codec<T>) codecs.computeIfAbsent(topic, this::create);
  }

  @SuppressWarnings("unchecked") // a topic's codec has the topic's record type
  private <T extends SpecificRecord> Codec<T> create(Topic<T> topic) {
    Codec<T> avro = avro(topic);
    if (topic.equals(Topics.IMAGES)) {
      return (Codec<T>) PlainCodec.ofImages((Codec<Image>) avro, InstantSource.system());
    }
    if (topic.equals(Topics.LABELS)) {
      return (Codec<T>) PlainCodec.ofLabels((Codec<Label>) avro, InstantSource.system());
    }
    return avro;
  }

  private <T extends SpecificRecord> Codec<T> avro(Topic<T> topic) {
    String name = names.of(topic);
    if (registry.isPresent()) {
      return new RegistryCodec<>(
          name, topic.schema(), SchemaRegistry.at(registry.get()), System::nanoTime);
    }
    return new SingleObjectCodec<>(name, topic.schema(), OlderSchemas.of(topic));
  }
}
