package io.qahan.schemas.codec;

import com.microsoft.kiota.ApiException;
import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/**
 * The Confluent wire format through a schema registry: a zero byte, a 4-byte schema id, the body.
 * The schema is registered under the subject {@code <topic>-value}.
 */
final class RegistryCodec<T> implements Codec<T> {
  /** Unauthorized, Forbidden, Proxy Authentication Required, Request Timeout, Too Many Requests. */
  private static final Set<Integer> OF_THE_CLIENT = Set.of(401, 403, 407, 408, 429);

  private final String topic;
  private final String registryUrl;
  private final AvroKafkaSerializer<T> serializer = new AvroKafkaSerializer<>();
  private final AvroKafkaDeserializer<T> deserializer = new AvroKafkaDeserializer<>();

  RegistryCodec(String topic, String registryUrl) {
    this.topic = topic;
    this.registryUrl = registryUrl;
    Map<String, Object> options =
        Map.of(
            "apicurio.registry.url",
            registryUrl,
            "apicurio.registry.auto-register",
            true,
            "apicurio.registry.artifact-resolver-strategy",
            "io.apicurio.registry.serde.strategy.TopicIdStrategy",
            "apicurio.registry.id-handler",
            "io.apicurio.registry.serde.Default4ByteIdHandler",
            "apicurio.registry.use-id",
            "contentId",
            "apicurio.registry.headers.enabled",
            false,
            "apicurio.registry.use-specific-avro-reader",
            true);
    serializer.configure(options, false);
    deserializer.configure(options, false);
  }

  @Override
  public byte[] encode(T value) {
    try {
      return serializer.serialize(topic, value);
    } catch (RuntimeException e) {
      throw isOutage(e) ? outage(e) : e;
    }
  }

  @Override
  public T decode(byte[] bytes) throws UndecodableRecordException {
    if (bytes == null) {
      throw new UndecodableRecordException("[" + topic + "] holds no empty values", null);
    }
    try {
      return deserializer.deserialize(topic, bytes);
    } catch (RuntimeException e) {
      if (isOutage(e)) { // the record may be good: it must not become a dead letter
        throw outage(e);
      }
      throw new UndecodableRecordException(
          "[" + bytes.length + "] bytes are not a record of [" + topic + "]: " + e.getMessage(), e);
    }
  }

  private RegistryUnavailableException outage(RuntimeException e) {
    return new RegistryUnavailableException(registryUrl, e);
  }

  private static boolean isOutage(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketException
          || cause instanceof UnknownHostException
          || cause instanceof TimeoutException
          || (cause instanceof ApiException answer && refusesAll(answer.getResponseStatusCode()))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether an HTTP status says something of the registry or of our rights there, and nothing of
   * the record: all but those of a schema that is not there or does not fit.
   */
  private static boolean refusesAll(int status) {
    return status >= 500 || OF_THE_CLIENT.contains(status);
  }
}
