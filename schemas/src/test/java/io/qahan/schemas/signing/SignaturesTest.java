package io.qahan.schemas.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.settings.SettingsException;
import io.qahan.schemas.streams.StreamsProperties;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class SignaturesTest {
  private static final String HEADS = "qahan.fc-heads.v1";
  private static final String IMAGES = "qahan.images.v1";
  private static final KeyPair TRAINER = pair();
  private static final KeyPair OPERATOR = pair();

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final Signatures reader =
      Signatures.of(
              Signatures.appliedTo(
                  settings("", pem(TRAINER.getPublic()) + pem(OPERATOR.getPublic())), meters))
          .orElseThrow();

  @Test
  void shouldAdmitWhatAnyTrustedKeyHasSigned() {
    for (KeyPair key : List.of(TRAINER, OPERATOR)) {
      assertThat(reader.admits(read(signed(key, HEADS, "m", "a head"), HEADS))).isTrue();
      assertThat(reader.admits(read(signed(key, HEADS, "m", null), HEADS))).isTrue();
    }
    assertThat(refusals("fc-heads")).isZero();
  }

  @Test
  void shouldRefuseAndCountWhatNobodySigned() {
    assertThat(reader.admits(read(record(HEADS, "m", "a head"), HEADS))).isFalse();
    assertThat(reader.admits(read(record(HEADS, "m", null), HEADS))).isFalse();

    assertThat(refusals("fc-heads")).isEqualTo(2);
    assertThat(refusals("control")).isZero();
    assertThat(reader.refused()).isEqualTo(Map.of(HEADS, 2L));
  }

  @Test
  void shouldLetInWhatIsNotSignedWhileSigningIsSwitchedOnButNothingForged() {
    Signatures lenient =
        Signatures.of(
                Signatures.appliedTo(
                    settings("", pem(TRAINER.getPublic()))
                        .with(Map.of(CommonSettings.SIGNING_REQUIRED, "false"))))
            .orElseThrow();

    assertThat(lenient.admits(read(record(HEADS, "m", "of before"), HEADS))).isTrue();
    assertThat(lenient.admits(read(signed(TRAINER, HEADS, "m", "new"), HEADS))).isTrue();
    assertThat(lenient.admits(read(signed(pair(), HEADS, "m", "forged"), HEADS))).isFalse();
  }

  @Test
  void shouldRefuseWhatAStrangerHasSigned() {
    KeyPair stranger = pair();

    assertThat(reader.admits(read(signed(stranger, HEADS, "m", "a head"), HEADS))).isFalse();
  }

  @Test
  void shouldRefuseASignatureOfAnotherRecord() {
    ProducerRecord<byte[], byte[]> signed = signed(TRAINER, HEADS, "m", "a head");

    assertThat(reader.admits(moved(signed, HEADS, "m", "another head"))).isFalse();
    assertThat(reader.admits(moved(signed, HEADS, "n", "a head"))).isFalse();
    assertThat(reader.admits(moved(signed, "qahan.control.v1", "m", "a head"))).isFalse();
    assertThat(reader.admits(moved(signed, HEADS, "m", null))).isFalse();
    assertThat(reader.admits(moved(signed, HEADS, "ma", " head"))).isFalse();
    assertThat(reader.admits(moved(signed, HEADS, "m", "a head"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8, 71, 72, 73, 4_000})
  void shouldRefuseBytesThatAreNoSignature(int length) {
    ProducerRecord<byte[], byte[]> forged = signed(TRAINER, HEADS, "m", "a head");
    byte[] id = forged.headers().lastHeader(Signatures.HEADER).value();
    byte[] bytes = new byte[length];
    System.arraycopy(id, 0, bytes, 0, Math.min(length, 8));
    forged.headers().remove(Signatures.HEADER).add(Signatures.HEADER, bytes);

    assertThat(reader.admits(read(forged, HEADS))).isFalse();
  }

  @Test
  void shouldSignNothingElseAndSignAgainWhatIsChanged() {
    assertThat(signed(TRAINER, IMAGES, "i", "an image").headers()).isEmpty();

    ProducerRecord<byte[], byte[]> copied =
        new ProducerRecord<>(
            HEADS,
            0,
            "m".getBytes(UTF_8),
            "new".getBytes(UTF_8),
            signed(TRAINER, HEADS, "m", "old").headers());
    signer(TRAINER).sign(copied);

    assertThat(copied.headers()).hasSize(1);
    assertThat(reader.admits(read(copied, HEADS))).isTrue();
  }

  @Test
  void shouldShowAConsumerOnlyWhatIsSignedAndAllOffsets() {
    SignedRecords interceptor = new SignedRecords.Read();
    interceptor.configure(Map.of(Signatures.PROPERTY, reader));
    TopicPartition heads = new TopicPartition(HEADS, 0);
    TopicPartition images = new TopicPartition(IMAGES, 0);
    ConsumerRecord<byte[], byte[]> good = read(signed(TRAINER, HEADS, "m", "good"), HEADS);
    ConsumerRecord<byte[], byte[]> forged = read(record(HEADS, "m", "forged"), HEADS);
    ConsumerRecord<byte[], byte[]> image = read(record(IMAGES, "i", "an image"), IMAGES);
    Map<TopicPartition, OffsetAndMetadata> next =
        Map.of(heads, new OffsetAndMetadata(2), images, new OffsetAndMetadata(1));

    ConsumerRecords<byte[], byte[]> shown =
        interceptor.onConsume(
            new ConsumerRecords<>(
                Map.of(heads, List.of(good, forged), images, List.of(image)), next));

    assertThat(shown.records(heads)).containsExactly(good);
    assertThat(shown.records(images)).containsExactly(image);
    assertThat(shown.nextOffsets()).isEqualTo(next);
    ConsumerRecords<byte[], byte[]> nothing =
        interceptor.onConsume(new ConsumerRecords<>(Map.of(heads, List.of(forged)), next));
    assertThat(nothing.isEmpty()).isTrue();
    assertThat(nothing.nextOffsets()).isEqualTo(next);
  }

  @Test
  void shouldStandAroundTheInterceptorsOfTheUser() {
    Settings users =
        Settings.of(
            CommonSettings.all(),
            Map.of(
                "security.signing.trusted",
                pem(TRAINER.getPublic()),
                "kafka.interceptor.classes",
                "a.Mine, b.Another"));

    assertThat(Signatures.appliedTo(users).kafkaClient())
        .containsEntry(
            "interceptor.classes",
            SignedRecords.Read.class.getName()
                + ",a.Mine,b.Another,"
                + SignedRecords.Sent.class.getName());
    assertThat(
            StreamsProperties.of(
                Signatures.appliedTo(
                    users.with(
                        CommonSettings.all(),
                        Map.of("streams.main.consumer.interceptor.classes", "a.Third"))),
                "app",
                1,
                Map.of(),
                Map.of()))
        .containsEntry("main.consumer.interceptor.classes", SignedRecords.around("a.Third"));
  }

  @Test
  void shouldTellOfAFloodOfForgedRecordsOnceAndCountAll() {
    ListAppender<ILoggingEvent> told = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(Signatures.class);
    told.start();
    logger.addAppender(told);
    try {
      for (int i = 0; i < 1_000; i++) {
        reader.admits(read(record(HEADS, "m", "forged " + i), HEADS));
      }
      reader.admits(read(record("qahan.control.v1", "m", "an order"), "qahan.control.v1"));
    } finally {
      logger.detachAppender(told);
    }

    assertThat(refusals("fc-heads")).isEqualTo(1_000);
    assertThat(told.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .satisfiesExactly(
            heads -> assertThat(heads).contains(HEADS, "(1 of its records"),
            orders -> assertThat(orders).contains("qahan.control.v1"));
  }

  @Test
  void shouldBeOffWithoutKeysAndSayWhatAKeyLacks() throws GeneralSecurityException {
    Settings off = settings("", "");
    assertThat(Signatures.appliedTo(off)).isSameAs(off);
    assertThat(Signatures.of(off)).isEmpty();
    Signatures.requireKey(off);

    String key = pem(TRAINER.getPrivate());
    assertFault(key, "", "[security.signing.trusted] is empty");
    assertFault(key, pem(OPERATOR.getPublic()), "has not the public key of security.signing.key");
    assertFault("secret stuff", pem(TRAINER.getPublic()), "[security.signing.key] is no Ed25519");
    assertFault("", "nonsense", "[security.signing.trusted] holds no public key");
    KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    assertFault("", pem(rsa.getPublic()), "not Ed25519's");
    assertFault(pem(rsa.getPrivate()), pem(TRAINER.getPublic()), "is no Ed25519 key");
    assertThatThrownBy(
            () ->
                Signatures.requireKey(Signatures.appliedTo(settings("", pem(TRAINER.getPublic())))))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("[security.signing.key] is not set");
  }

  @Test
  void shouldGoWithSettingsThatAreChanged() {
    Settings on = Signatures.appliedTo(settings("", pem(TRAINER.getPublic())));

    assertThat(Signatures.of(on.with(Map.of(CommonSettings.MODEL, "other")))).isPresent();
    assertThat(Signatures.of(on.without(List.of(CommonSettings.MODEL)))).isPresent();
    assertThat(Signatures.of(on.with(CommonSettings.all(), Map.of("model", "other")))).isPresent();
  }

  private static void assertFault(String key, String trusted, String fault) {
    assertThatThrownBy(() -> Signatures.appliedTo(settings(key, trusted)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(fault)
        .hasMessageNotContaining("secret stuff");
  }

  private double refusals(String topic) {
    return meters.get("qahan.signatures.refused").tag("topic", topic).counter().count();
  }

  private static ProducerRecord<byte[], byte[]> signed(
      KeyPair by, String topic, String key, String value) {
    ProducerRecord<byte[], byte[]> record = record(topic, key, value);
    signer(by).sign(record);
    return record;
  }

  private static Signatures signer(KeyPair key) {
    return Signatures.of(
            Signatures.appliedTo(settings(pem(key.getPrivate()), pem(key.getPublic()))))
        .orElseThrow();
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, String key, String value) {
    return new ProducerRecord<>(topic, 0, key.getBytes(UTF_8), bytes(value));
  }

  private static ConsumerRecord<byte[], byte[]> read(
      ProducerRecord<byte[], byte[]> record, String topic) {
    return consumed(topic, record.key(), record.value(), record.headers());
  }

  private static ConsumerRecord<byte[], byte[]> moved(
      ProducerRecord<byte[], byte[]> record, String topic, String key, String value) {
    return consumed(topic, key.getBytes(UTF_8), bytes(value), record.headers());
  }

  private static ConsumerRecord<byte[], byte[]> consumed(
      String topic, byte[] key, byte[] value, Headers headers) {
    return new ConsumerRecord<>(
        topic, 0, 0, 0, TimestampType.LOG_APPEND_TIME, 0, 0, key, value, headers, Optional.empty());
  }

  private static byte[] bytes(String value) {
    return value == null ? null : value.getBytes(UTF_8);
  }

  private static Settings settings(String key, String trusted) {
    Map<String, String> given = new HashMap<>();
    given.put("security.signing.key", key);
    given.put("security.signing.trusted", trusted);
    return Settings.of(CommonSettings.all(), given);
  }

  private static KeyPair pair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(Key key) {
    String kind = key.getFormat().equals("X.509") ? "PUBLIC KEY" : "PRIVATE KEY";
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(
            kind,
            Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(key.getEncoded()),
            kind);
  }
}
