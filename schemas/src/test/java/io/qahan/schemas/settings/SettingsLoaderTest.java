package io.qahan.schemas.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsLoaderTest {
  private static final Setting<Integer> THREADS =
      Setting.integer("x.threads", 2, 1, 8, "how many threads");
  private static final Setting<Duration> WAIT = Setting.duration("x.wait", "2s", "how long");
  private static final Setting<String> PLACE =
      Setting.text("x.place", "", "where it is").required();
  private static final List<Setting<?>> ALL = CommonSettings.and(THREADS, WAIT, PLACE);

  @Test
  void shouldLetLaterSourcesWin(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("qahan.properties");
    Files.writeString(file, "x.threads=3\nx.place=file\nx.wait=10m\n");

    Settings settings =
        new SettingsLoader(ALL)
            .addFile(file)
            .addEnvironment(Map.of("QAHAN_X_THREADS", "4", "QAHAN_X_WAIT", "500ms", "PATH", "/"))
            .add("command line", Map.of("x.threads", "5"))
            .load();

    assertThat(settings.get(THREADS)).isEqualTo(5);
    assertThat(settings.get(WAIT)).isEqualTo(Duration.ofMillis(500));
    assertThat(settings.get(PLACE)).isEqualTo("file");
    assertThat(settings.get(CommonSettings.TOPIC_PREFIX)).isEqualTo("qahan.");
  }

  @Test
  void shouldTakeTextsFromTheFilesThatVariablesName(@TempDir Path folder) throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "hush\n");
    Settings settings =
        new SettingsLoader(ALL)
            .addEnvironment(
                Map.of(
                    "QAHAN_X_PLACE_FILE",
                    secret.toString(),
                    "QAHAN_MODEL_FILE",
                    "a.qahan", // a setting itself
                    "QAHAN_KAFKA_SASL_JAAS_CONFIG_FILE",
                    secret.toString(),
                    "QAHAN_KAFKA_SASL_OAUTHBEARER_ASSERTION_PRIVATE_KEY_FILE",
                    "/its/own"))
            .load();

    assertThat(settings.get(PLACE)).isEqualTo("hush");
    assertThat(settings.get(CommonSettings.MODEL_FILE)).isEqualTo("a.qahan");
    assertThat(settings.kafkaClient())
        .containsEntry("sasl.jaas.config", "hush")
        .containsEntry("sasl.oauthbearer.assertion.private.key.file", "/its/own");
  }

  @Test
  void shouldReportFilesThatCannotBeReadAndSecretsThatAreGivenTwice(@TempDir Path folder)
      throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "hush");
    SettingsLoader loader =
        new SettingsLoader(ALL)
            .addEnvironment(
                Map.of(
                    "QAHAN_X_PLACE",
                    "here",
                    "QAHAN_X_PLACE_FILE",
                    secret.toString(),
                    "QAHAN_MODEL_CACHE_FILE",
                    folder.resolve("none").toString(),
                    "QAHAN_NO_SETTING_FILE",
                    "x"));

    assertThatThrownBy(loader::load)
        .isInstanceOfSatisfying(
            SettingsException.class,
            e ->
                assertThat(e.faults())
                    .hasSize(3)
                    .anyMatch(f -> f.contains("both QAHAN_X_PLACE and QAHAN_X_PLACE_FILE"))
                    .anyMatch(f -> f.contains("QAHAN_MODEL_CACHE_FILE names the file"))
                    .anyMatch(f -> f.contains("[no.setting.file]"))
                    .noneMatch(f -> f.contains("hush")));
  }

  @ParameterizedTest
  @CsvSource({
    "schema.registry.bearer.auth.token, x, true",
    "schema.registry.url, http://eva:hush@host, true",
    "schema.registry.url, http://host:8080/a@b, false",
    "kafka.sasl.jaas.config, x, true",
    "streams.main.consumer.ssl.key.password, x, true",
    "kafka.security.protocol, SASL_SSL, false",
    "http.port, 8080, false"
  })
  void shouldKnowWhatIsSecret(String name, String text, boolean secret) {
    assertThat(Settings.isSecret(ALL, name, text)).isEqualTo(secret);
  }

  @Test
  void shouldTakeBackWhatWasGiven() {
    Settings given = Settings.of(ALL, Map.of("x.threads", "5", "x.place", "here"));

    Settings settings = given.without(List.of(THREADS, PLACE));

    assertThat(settings.isGiven(THREADS)).isFalse();
    assertThat(settings.get(THREADS))
        .isEqualTo(Settings.of(ALL, Map.of("x.place", "p")).get(THREADS))
        .isNotEqualTo(5);
    assertThatThrownBy(() -> settings.get(PLACE))
        .as("it has no default")
        .hasMessageContaining("x.place");
    assertThat(given.get(THREADS)).isEqualTo(5);
  }

  @Test
  void shouldReportEveryFaultAtOnceByName() {
    SettingsLoader loader =
        new SettingsLoader(ALL)
            .add("f", Map.of("x.threads", "9", "x.wait", "soon", "x.thread", "1"));

    assertThatThrownBy(loader::load)
        .isInstanceOfSatisfying(
            SettingsException.class,
            e ->
                assertThat(e.faults())
                    .hasSize(4)
                    .anyMatch(f -> f.contains("[x.threads] is [9]") && f.contains("from 1 to 8"))
                    .anyMatch(f -> f.contains("[x.wait] is [soon]"))
                    .anyMatch(f -> f.contains("[x.thread]") && f.contains("maybe [x.threads]"))
                    .anyMatch(f -> f.contains("[x.place] is missing") && f.contains("X_PLACE")));
  }

  @Test
  void shouldSayThatAFileCannotBeRead(@TempDir Path folder) {
    SettingsLoader loader = new SettingsLoader(ALL).addFile(folder.resolve("none.properties"));

    assertThatThrownBy(loader::load).hasMessageContaining("none.properties");
  }

  @Test
  void shouldReadAFileThatAnEditorMarkedAndNameOneThatIsNotUtf8(@TempDir Path folder)
      throws Exception {
    Path marked = Files.writeString(folder.resolve("marked.properties"), "\uFEFFx.place=p\n");
    Path wide = folder.resolve("wide.properties");
    Files.write(wide, "x.place=p\n".getBytes(StandardCharsets.UTF_16));

    assertThat(new SettingsLoader(ALL).addFile(marked).load().get(PLACE)).isEqualTo("p");
    assertThatThrownBy(new SettingsLoader(ALL).addFile(wide)::load)
        .hasMessageContaining("wide.properties] is not UTF-8");
  }

  @Test
  void shouldPassKafkaAndStreamsPropertiesThrough() {
    Settings settings =
        new SettingsLoader(ALL)
            .add("f", Map.of("x.place", "p", "kafka.security.protocol", "SSL"))
            .addEnvironment(Map.of("QAHAN_KAFKA_LINGER_MS", "9", "QAHAN_STREAMS_POLL_MS", "7"))
            .load();

    assertThat(settings.under(Settings.KAFKA))
        .containsOnly(Map.entry("security.protocol", "SSL"), Map.entry("linger.ms", "9"));
    assertThat(settings.under(Settings.STREAMS)).containsOnly(Map.entry("poll.ms", "7"));
    assertThat(settings.kafkaClient())
        .containsEntry("bootstrap.servers", "localhost:9092")
        .containsEntry("security.protocol", "SSL");
  }

  @Test
  void shouldReadDurationsAsPeopleWriteThem() {
    assertThat(Setting.parseDuration("250ms")).isEqualTo(Duration.ofMillis(250));
    assertThat(Setting.parseDuration("2 s")).isEqualTo(Duration.ofSeconds(2));
    assertThat(Setting.parseDuration("7d")).isEqualTo(Duration.ofDays(7));
    assertThat(Setting.parseDuration("PT1M")).isEqualTo(Duration.ofMinutes(1));
    assertThatThrownBy(() -> Setting.parseDuration("-PT1M"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldRefuseASettingThatWasNotLoaded() {
    Settings settings = Settings.of(CommonSettings.all(), Map.of());

    assertThatThrownBy(() -> settings.get(THREADS)).hasMessageContaining("[x.threads]");
  }

  @ParameterizedTest
  @CsvSource({
    "streams.processing.guarantee, at_least_once",
    "streams.application.id, mine",
    "streams.main.consumer.isolation.level, read_uncommitted",
    "kafka.isolation.level, read_uncommitted",
    "kafka.acks, 1",
    "streams.producer.acks, 0",
    "kafka.enable.idempotence, false",
    "kafka.transactional.id, mine",
    "kafka.group.id, mine",
    "streams.group.protocol, streams",
    "kafka.group.protocol, streams",
    "streams.consumer.enable.auto.commit, true"
  })
  void shouldRefuseByNameWhatExactlyOnceRestsOn(String name, String value) {
    assertThatThrownBy(() -> Settings.of(List.of(), Map.of(name, value)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("[" + name + "]")
        .hasMessageContaining("Remove it");
  }

  @Test
  void shouldTakeWhatItWouldHaveChosenItself() {
    Map<String, String> given =
        Map.of(
            "streams.processing.guarantee", "exactly_once_v2",
            "streams.group.protocol", "classic",
            "kafka.acks", "ALL",
            "streams.producer.acks", "-1",
            "kafka.isolation.level", "read_committed");

    assertThat(Settings.of(List.of(), given).under(Settings.KAFKA)).containsEntry("acks", "ALL");
  }
}
