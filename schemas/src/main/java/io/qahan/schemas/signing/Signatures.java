package io.qahan.schemas.signing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.qahan.schemas.metrics.Metric;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.settings.SettingsException;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs what is written to the topics that decide what serves, and refuses what is read there
 * without the signature of a key that is trusted. A signature is Ed25519 (RFC 8032) over the
 * SHA-256 of topic, key and value, in a header; so a record that was copied from another topic, or
 * under another key, is not signed. What was signed once and is sent again is: it is for its
 * readers to see that it is old.
 *
 * <p>Off as long as {@code security.signing.trusted} is empty. Thread safe.
 */
public final class Signatures {
  /** The header of a signed record: eight bytes that tell the key, and the signature. */
  public static final String HEADER = "qahan.signature";

  /** The topics whose records are signed. */
  public static final List<Topic<?>> SIGNED =
      List.of(
          Topics.FC_HEADS,
          Topics.TRAINING_STATE,
          Topics.CONTROL,
          Topics.MODELS,
          Topics.RETRAININGS);

  static final String PROPERTY = "qahan.signatures";

  private static final Logger log = LoggerFactory.getLogger(Signatures.class);
  private static final String ALGORITHM = "Ed25519";
  private static final String DOMAIN = "qahan record 1";
  private static final int ID_BYTES = 8;
  private static final int SIGNATURE_BYTES = 64;
  private static final Duration QUIET = Duration.ofMinutes(1);
  private static final long NEVER = Long.MIN_VALUE;

  private final Optional<PrivateKey> key;
  private final byte[] keyId;
  private final Map<String, PublicKey> trusted;
  private final boolean required;
  private final Map<String, Topic<?>> topics = new HashMap<>();
  private final Map<Topic<?>, Counter> counters = new HashMap<>();
  private final Map<String, AtomicLong> refused = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> loggedAt = new ConcurrentHashMap<>();

  private Signatures(
      TopicNames names,
      Optional<PrivateKey> key,
      Map<String, PublicKey> trusted,
      boolean required,
      Optional<MeterRegistry> registry) {
    this.key = key;
    this.trusted = Map.copyOf(trusted);
    this.required = required;
    for (Topic<?> topic : SIGNED) {
      topics.put(names.of(topic), topic);
      registry.ifPresent(
          meters -> counters.put(topic, Metric.SIGNATURES_REFUSED.counter(meters, topic.base())));
    }
    this.keyId = key.map(this::idOf).orElse(new byte[0]);
  }

  /**
   * Settings whose Kafka clients sign and check; the same ones if signing is off.
   *
   * @throws SettingsException if the keys cannot be used
   */
  public static Settings appliedTo(Settings settings) {
    return appliedTo(settings, Optional.empty());
  }

  /** The same; what is refused is counted. */
  public static Settings appliedTo(Settings settings, MeterRegistry registry) {
    return appliedTo(settings, Optional.of(registry));
  }

  private static Settings appliedTo(Settings settings, Optional<MeterRegistry> registry) {
    registry.ifPresent(Signatures::register);
    String secret = settings.get(CommonSettings.SIGNING_KEY);
    String known = settings.get(CommonSettings.SIGNING_TRUSTED);
    if (known.isEmpty()) {
      if (secret.isEmpty()) {
        return settings;
      }
      throw fault(
          CommonSettings.SIGNING_TRUSTED.name(),
          "is empty, but %s is set. Give its public key (openssl pkey -in KEY -pubout)"
              .formatted(CommonSettings.SIGNING_KEY.name()));
    }
    Signatures signatures =
        new Signatures(
            TopicNames.from(settings),
            secret.isEmpty() ? Optional.empty() : Optional.of(PemKeys.privateKey(secret)),
            trusted(known),
            settings.get(CommonSettings.SIGNING_REQUIRED),
            registry);
    return settings.withClients(
        Map.of(
            ProducerConfig.INTERCEPTOR_CLASSES_CONFIG,
            SignedRecords.around(
                settings.kafkaClient().get(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG)),
            PROPERTY,
            signatures));
  }

  /** At nothing from the start, also where signing is off, so that an increase can be seen. */
  private static void register(MeterRegistry meters) {
    SIGNED.forEach(topic -> Metric.SIGNATURES_REFUSED.counter(meters, topic.base()).increment(0));
  }

  private static Map<String, PublicKey> trusted(String pem) {
    Map<String, PublicKey> keys = new HashMap<>();
    for (PublicKey each : PemKeys.publicKeys(pem)) {
      keys.put(HexFormat.of().formatHex(idOf(each)), each);
    }
    return keys;
  }

  /**
   * For whoever writes what is signed: with signing on there has to be a key.
   *
   * @throws SettingsException if there is none
   */
  public static void requireKey(Settings settings) {
    if (of(settings).filter(signatures -> !signatures.canSign()).isPresent()) {
      throw fault(
          CommonSettings.SIGNING_KEY.name(),
          "is not set, but %s is: what this writes would be refused. Give it the key of the trainer or of operators (QAHAN_SECURITY_SIGNING_KEY_FILE)"
              .formatted(CommonSettings.SIGNING_TRUSTED.name()));
    }
  }

  /** The signatures that settings were given; empty if signing is off. */
  public static Optional<Signatures> of(Settings settings) {
    return settings.kafkaClient().get(PROPERTY) instanceof Signatures signatures
        ? Optional.of(signatures)
        : Optional.empty();
  }

  /** Whether what has no signature is refused. */
  public boolean areRequired() {
    return required;
  }

  /** Whether there is a key to sign with. */
  public boolean canSign() {
    return key.isPresent();
  }

  /** How many records of each topic were refused so far, by full name; those with none left out. */
  public Map<String, Long> refused() {
    Map<String, Long> counts = new TreeMap<>();
    refused.forEach((topic, count) -> counts.put(topic, count.get()));
    return counts;
  }

  /** Signs a record that is about to be sent, if its topic is one of those and there is a key. */
  void sign(ProducerRecord<byte[], byte[]> record) {
    if (key.isEmpty() || !isSigned(record.topic())) {
      return;
    }
    byte[] digest = digest(record.topic(), record.key(), record.value());
    Header before = record.headers().lastHeader(HEADER);
    if (before != null && fault(before, digest).isEmpty()) {
      return; // sent a second time
    }
    byte[] signature = signed(key.get(), digest);
    record.headers().remove(HEADER);
    record
        .headers()
        .add(
            HEADER,
            ByteBuffer.allocate(ID_BYTES + SIGNATURE_BYTES).put(keyId).put(signature).array());
  }

  /** Whether a topic is one of those that are signed. */
  boolean isSigned(String topic) {
    return topics.containsKey(topic);
  }

  /** Whether a record may be shown to its readers; counts and says it if not. */
  boolean admits(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(HEADER);
    if (header == null && !required) {
      return true;
    }
    Optional<String> fault =
        header == null
            ? Optional.of("it is not signed")
            : fault(header, digest(record.topic(), record.key(), record.value()));
    fault.ifPresent(
        why -> {
          refused.computeIfAbsent(record.topic(), topic -> new AtomicLong()).incrementAndGet();
          Counter counter = counters.get(topics.get(record.topic()));
          if (counter != null) {
            counter.increment();
          }
          logged(record, why);
        });
    return fault.isEmpty();
  }

  /** Anybody who may write could fill our log: one line a minute for each topic, with how many. */
  private void logged(ConsumerRecord<byte[], byte[]> record, String why) {
    AtomicLong last = loggedAt.computeIfAbsent(record.topic(), topic -> new AtomicLong(NEVER));
    long now = System.nanoTime();
    long before = last.get();
    if ((before == NEVER || now - before > QUIET.toNanos()) && last.compareAndSet(before, now)) {
      log.warn(
          "Refused {}-{}@{}: {}. See who may write to the topic. ({} of its records were refused so"
              + " far; told once a minute)",
          record.topic(),
          record.partition(),
          record.offset(),
          why,
          refused.get(record.topic()));
    }
  }

  private Optional<String> fault(Header header, byte[] digest) {
    byte[] value = header.value();
    if (value == null || value.length != ID_BYTES + SIGNATURE_BYTES) {
      return Optional.of("its signature has not [" + (ID_BYTES + SIGNATURE_BYTES) + "] bytes");
    }
    String id = HexFormat.of().formatHex(value, 0, ID_BYTES);
    PublicKey by = trusted.get(id);
    if (by == null) {
      return Optional.of("it is signed by a key [%s] that is not trusted".formatted(id));
    }
    return verified(by, digest, Arrays.copyOfRange(value, ID_BYTES, value.length))
        ? Optional.empty()
        : Optional.of("its signature by key [%s] is not of this record".formatted(id));
  }

  /** The trusted key that is the other half of this one. */
  private byte[] idOf(PrivateKey own) {
    byte[] probe = DOMAIN.getBytes(StandardCharsets.UTF_8);
    byte[] signature = signed(own, probe);
    return trusted.values().stream()
        .filter(each -> verified(each, probe, signature))
        .findFirst()
        .map(Signatures::idOf)
        .orElseThrow(
            () ->
                fault(
                    CommonSettings.SIGNING_TRUSTED.name(),
                    "has not the public key of %s. Add it (openssl pkey -in KEY -pubout)"
                        .formatted(CommonSettings.SIGNING_KEY.name())));
  }

  private static byte[] idOf(PublicKey key) {
    return Arrays.copyOf(sha256().digest(key.getEncoded()), ID_BYTES);
  }

  private static byte[] digest(String topic, byte[] key, byte[] value) {
    MessageDigest digest = sha256();
    add(digest, DOMAIN.getBytes(StandardCharsets.UTF_8));
    add(digest, topic.getBytes(StandardCharsets.UTF_8));
    add(digest, key);
    add(digest, value);
    return digest.digest();
  }

  /** With its length before it, and -1 for none at all, so that no two records read alike. */
  private static void add(MessageDigest digest, byte[] part) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part == null ? -1 : part.length));
    if (part != null) {
      digest.update(part);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static byte[] signed(PrivateKey key, byte[] digest) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update(digest);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key that was read as Ed25519 signs", e);
    }
  }

  private static boolean verified(PublicKey key, byte[] digest, byte[] signed) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(key);
      signature.update(digest);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) { // bytes that are no signature at all
      return false;
    }
  }

  static SettingsException fault(String setting, String what) {
    return new SettingsException(List.of(String.format(Locale.ROOT, "[%s] %s.", setting, what)));
  }
}
