package io.qahan.schemas.codec;

import io.apicurio.registry.resolver.DefaultSchemaResolver;
import io.apicurio.registry.resolver.SchemaLookupResult;
import io.apicurio.registry.resolver.config.SchemaResolverConfig;
import io.apicurio.registry.resolver.strategy.ArtifactReference;
import io.apicurio.registry.serde.avro.AvroSchemaParser;
import io.apicurio.registry.serde.avro.DefaultAvroDatumProvider;
import io.apicurio.registry.serde.data.SerdeMetadata;
import io.apicurio.registry.serde.data.SerdeRecord;
import io.apicurio.registry.serde.strategy.TopicIdStrategy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;

/**
 * A schema registry, asked with a time limit. Whatever it answers that is neither a schema nor, in
 * its own words, that it has no such schema, is an outage: the record that needs the schema may be
 * good. Keeps no schemas; knows whether it answered when it was last asked. Thread safe.
 */
final class SchemaRegistry {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String AVRO = "AVRO"; // as Apicurio calls it
  private static final int TRIES = 2; // a connection that breaks once is no outage
  private static final long PAUSE_MILLIS = 200;

  /** Who still waits for the registry asks again sooner than this. */
  private static final Duration OUTAGE_KEPT = Duration.ofMinutes(1);

  private static final Map<RegistryAddress, SchemaRegistry> BY_ADDRESS = new ConcurrentHashMap<>();

  private static final ExecutorService ASKING =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "schema-registry");
            thread.setDaemon(true);
            return thread;
          });

  /** When and why it did not answer. */
  private record Outage(long nanos, String message) {}

  private final RegistryAddress address;
  private final Duration patience;
  private final LongSupplier nanoTime;
  private volatile RegistryHttp http;
  private volatile Outage outage;

  SchemaRegistry(RegistryAddress address, Duration patience, LongSupplier nanoTime) {
    this.address = address;
    this.patience = patience;
    this.nanoTime = nanoTime;
    this.http = new RegistryHttp(address, patience);
  }

  /** The process's one view of a registry, so that its outage is known wherever it is noticed. */
  static SchemaRegistry at(RegistryAddress address) {
    return BY_ADDRESS.computeIfAbsent(
        address, at -> new SchemaRegistry(at, PATIENCE, System::nanoTime));
  }

  /**
   * The schema of an id.
   *
   * @throws UnknownSchemaException if the registry says that it has none, or one of another kind
   * @throws RegistryUnavailableException if it does not answer, or not as a registry does
   */
  Schema schema(int id) throws UnknownSchemaException {
    try {
      SchemaLookupResult<Schema> found =
          ask(
              registry ->
                  resolver(registry)
                      .resolveSchemaByArtifactReference(
                          ArtifactReference.fromContentId((long) id)));
      Schema schema = found.getParsedSchema().getParsedSchema();
      if (schema.getType() == Schema.Type.UNION && schema.getTypes().isEmpty()) {
        throw outage("it answers [] where a schema was asked for", null); // an empty JSON list
      }
      answered();
      return schema;
    } catch (RegistryFault e) {
      if (e.saysThereIsNone()) {
        answered();
        throw new UnknownSchemaException(id, address.url(), e);
      }
      if (e.mayBeOfAnotherKind()) {
        refuseAnotherKind(id, e);
      }
      throw outage(e.getMessage(), e);
    }
  }

  /** What is no Avro schema may be half a one; the registry knows what it was given. */
  private void refuseAnotherKind(int id, RegistryFault fault) throws UnknownSchemaException {
    Optional<String> kind;
    try {
      kind = ask(registry -> registry.kindOf(id));
    } catch (RegistryFault e) {
      throw outage(fault.getMessage() + "; asked what it is: " + e.getMessage(), fault);
    }
    if (kind.isPresent() && !kind.get().equals(AVRO)) {
      answered();
      throw new UnknownSchemaException(id, address.url(), kind.get(), fault);
    }
  }

  /**
   * Registers a record's schema under the subject {@code <topic>-value}, unless it is there.
   *
   * @return its id
   * @throws RegistryUnavailableException if the registry does not take it, for whatever reason
   */
  int register(String topic, Object record) {
    try {
      SchemaLookupResult<Schema> registered =
          ask(
              registry ->
                  resolver(registry)
                      .resolveSchema(new SerdeRecord<>(new SerdeMetadata(topic, false), record)));
      int id = (int) registered.getContentId();
      if (id <= 0 || id != registered.getContentId()) {
        throw outage("it gave the schema of [%s] no id".formatted(topic), null);
      }
      answered();
      return id;
    } catch (RegistryFault e) {
      throw outage(
          "the schema of [%s] cannot be registered: %s".formatted(topic, e.getMessage()), e);
    }
  }

  /** Why it did not answer when it was last asked, if that was within a minute. */
  Optional<String> outage() {
    Outage last = outage;
    return last == null || nanoTime.getAsLong() - last.nanos() > OUTAGE_KEPT.toNanos()
        ? Optional.empty()
        : Optional.of(last.message());
  }

  private <T> T ask(Function<RegistryHttp, T> question) throws RegistryFault {
    long start = nanoTime.getAsLong();
    for (int tried = 1; ; tried++) {
      try {
        return once(question, patience.minusNanos(nanoTime.getAsLong() - start));
      } catch (RegistryFault e) {
        if (tried == TRIES || !e.mayPassAtOnce()) {
          throw e;
        }
        pause();
      }
    }
  }

  private <T> T once(Function<RegistryHttp, T> question, Duration left) throws RegistryFault {
    RegistryHttp through = http;
    Future<T> answer = ASKING.submit(() -> question.apply(through));
    try {
      return answer.get(left.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw RegistryFault.of(e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      replace(through); // its connections may hang for as long as the other side likes
      throw RegistryFault.silent(patience, e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw outage("the question was interrupted", e);
    }
  }

  private synchronized void replace(RegistryHttp hanging) {
    if (http == hanging) {
      http = new RegistryHttp(address, patience);
      hanging.close();
    }
  }

  private static DefaultSchemaResolver<Schema, Object> resolver(RegistryHttp http) {
    DefaultSchemaResolver<Schema, Object> resolver = new DefaultSchemaResolver<>();
    resolver.setClientFacade(http.facade());
    resolver.configure(
        Map.of(
            SchemaResolverConfig.AUTO_REGISTER_ARTIFACT,
            true,
            SchemaResolverConfig.ARTIFACT_RESOLVER_STRATEGY,
            TopicIdStrategy.class.getName(),
            SchemaResolverConfig.RETRY_COUNT,
            0),
        new AvroSchemaParser<>(new DefaultAvroDatumProvider<>()));
    return resolver;
  }

  private RegistryUnavailableException outage(String why, Throwable cause) {
    RegistryUnavailableException away = new RegistryUnavailableException(address.url(), why, cause);
    outage = new Outage(nanoTime.getAsLong(), away.getMessage());
    return away;
  }

  private void answered() {
    outage = null;
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw outage("the question was interrupted", e);
    }
  }
}
