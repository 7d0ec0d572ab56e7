package io.qahan.dwave.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qahan.dwave.config.ConfigHost.Platform;
import io.qahan.dwave.config.HttpOptions.CertificateFiles;
import io.qahan.dwave.config.HttpOptions.Timeouts;
import io.qahan.dwave.config.PollingOptions.Strategy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DWaveConfigLoaderTest {
  private static final String SECRET = SecretToken.RIGHT;

  @TempDir Path machine;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void emptyMachine() {
    environment.put("XDG_CONFIG_DIRS", machine.resolve("etc") + ":" + machine.resolve("etc2"));
  }

  private ConfigHost host() {
    return new ConfigHost(
        environment, machine.resolve("home"), machine.resolve("work"), Platform.POSIX);
  }

  private void file(String path, String... lines) throws IOException {
    Path file = machine.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(lines));
  }

  private DWaveConfig load() {
    return load(Map.of());
  }

  private DWaveConfig load(Map<String, String> arguments) {
    return DWaveConfigLoader.load(host(), arguments);
  }

  private DWaveConfigException faultsOf(Map<String, String> arguments) {
    return catchThrowableOfType(DWaveConfigException.class, () -> load(arguments));
  }

  @Test
  void shouldHaveOceansDefaults() {
    environment.put("DWAVE_API_TOKEN", SECRET);

    DWaveConfig config = load();

    assertThat(config.token().secret()).isEqualTo(SECRET);
    assertThat(config.endpoint())
        .isEqualTo(
            new EndpointChoice(
                Optional.empty(),
                Optional.empty(),
                "na-west-1",
                URI.create("https://cloud.dwavesys.com/metadata/v1/")));
    assertThat(config.http()).isEqualTo(HttpOptions.defaults());
    assertThat(config.polling()).isEqualTo(PollingOptions.defaults());
    assertThat(config.retries().total()).isEqualTo(10);
    assertThat(config.cache()).isTrue();
    assertThat(config.cacheHome()).isEmpty();
  }

  @Test
  void shouldMergeFilesKeyByKeyFromSystemToWorkingDirectory() throws Exception {
    file("etc/dwave/dwave.conf", "[prod]", "token = system", "proxy = http://system:1");
    file("etc2/dwave/dwave.conf", "[prod]", "solver = second");
    file("home/.config/dwave/dwave.conf", "[prod]", "token = user", "request_timeout = 7");
    file("work/dwave.conf", "[prod]", "token = here");

    DWaveConfig config = load();

    assertThat(config.token().secret()).isEqualTo("here");
    assertThat(config.http().proxy()).contains(URI.create("http://system:1"));
    assertThat(config.solver().name()).contains("second");
    assertThat(config.http().timeouts().read()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void shouldReadOnlyTheFileThatIsNamed() throws Exception {
    file("work/dwave.conf", "[prod]", "token = here", "solver = other");
    file("home/my.conf", "[prod]", "token = named");
    environment.put("DWAVE_CONFIG_FILE", "~/my.conf");

    assertThat(load().token().secret()).isEqualTo("named");
    assertThat(load().solver().name()).isEmpty();
  }

  @Test
  void shouldExpandVariablesInTheNameOfTheFile() throws Exception {
    file("conf/my.conf", "[prod]", "token = named");
    environment.put("CONF", machine.resolve("conf").toString());

    assertThat(load(Map.of("config_file", "${CONF}/my.conf")).token().secret()).isEqualTo("named");
    assertThat(load(Map.of("config_file", "$CONF/my.conf")).token().secret()).isEqualTo("named");
  }

  @Test
  void shouldRefuseAFileThatIsNamedButNotThere() {
    environment.put("DWAVE_CONFIG_FILE", "nowhere.conf");
    environment.put("DWAVE_API_TOKEN", SECRET);

    assertThatThrownBy(this::load)
        .isInstanceOf(DWaveConfigException.class)
        .hasMessageContaining("nowhere.conf")
        .hasMessageContaining("DWAVE_CONFIG_FILE");
  }

  @Test
  void shouldLetArgumentsBeatTheEnvironmentAndTheEnvironmentBeatTheFile() throws Exception {
    file("work/dwave.conf", "[prod]", "token = file", "solver = file", "proxy = http://file:1");
    environment.put("DWAVE_API_SOLVER", "environment");
    environment.put("DWAVE_API_PROXY", "http://environment:1");
    environment.put("DWAVE_API_TOKEN", ""); // empty never overrides

    DWaveConfig config = load(Map.of("proxy", "http://argument:1"));

    assertThat(config.token().secret()).isEqualTo("file");
    assertThat(config.solver().name()).contains("environment");
    assertThat(config.http().proxy()).contains(URI.create("http://argument:1"));
  }

  @Test
  void shouldDropTheEndpointOfTheFileWhenTheEnvironmentNamesARegion() throws Exception {
    file("work/dwave.conf", "[prod]", "token = t", "endpoint = http://file/sapi/");
    environment.put("DWAVE_API_REGION", "eu-central-1");

    assertThat(load().endpoint().endpoint()).isEmpty();
    assertThat(load().endpoint().region()).isEqualTo("eu-central-1");
  }

  @Test
  void shouldDropTheRegionOfTheEnvironmentWhenAnArgumentNamesTheEndpoint() {
    environment.put("DWAVE_API_TOKEN", SECRET);
    environment.put("DWAVE_API_REGION", "eu-central-1");

    EndpointChoice choice = load(Map.of("endpoint", "http://127.0.0.1:8080/sapi")).endpoint();

    assertThat(choice.endpoint()).contains(URI.create("http://127.0.0.1:8080/sapi"));
    assertThat(choice.region()).isEqualTo("na-west-1");
  }

  @Test
  void shouldChooseTheProfileAsOceanDoes() throws Exception {
    file(
        "work/dwave.conf",
        "[defaults]",
        "token = shared",
        "[first]",
        "solver = first",
        "[second]",
        "token = own",
        "solver = second");

    assertThat(load().solver().name()).contains("first");
    assertThat(load().token().secret()).isEqualTo("shared");
    environment.put("DWAVE_PROFILE", "second");
    assertThat(load().token().secret()).isEqualTo("own");
    assertThat(load(Map.of("profile", "first")).solver().name()).contains("first");
    assertThat(load(Map.of("profile", "defaults")).solver().name()).isEmpty();
  }

  @Test
  void shouldTakeTheProfileThatTheDefaultsName() throws Exception {
    file(
        "work/dwave.conf",
        "[defaults]",
        "profile = second",
        "token = shared",
        "[first]",
        "solver = first",
        "[second]",
        "solver = second");

    assertThat(load().solver().name()).contains("second");
  }

  @Test
  void shouldUseTheDefaultsAloneWhenThereIsNoProfile() throws Exception {
    file("work/dwave.conf", "[defaults]", "token = shared");

    assertThat(load().token().secret()).isEqualTo("shared");
  }

  @Test
  void shouldRefuseAProfileThatIsNotThereAndSayWhichAre() throws Exception {
    file("work/dwave.conf", "[prod]", "token = t");
    environment.put("DWAVE_PROFILE", "dev");

    assertThatThrownBy(this::load).hasMessageContaining("[dev]").hasMessageContaining("[prod]");
  }

  @Test
  void shouldReadEveryOption() throws Exception {
    file(
        "work/dwave.conf",
        "[prod]",
        "TOKEN: " + SECRET,
        "permissive_ssl = yes",
        "request_timeout = (5, 120)",
        "polling_timeout = 300",
        "connection_close = on",
        "compress_qpu_problem_data = false",
        "headers = X-One: 1",
        "    X-Two: a: b",
        "client_cert = ~/me.pem",
        "client_cert_key = ~/me.key",
        "poll_strategy = backoff",
        "poll_backoff_min = 0.1",
        "poll_backoff_max = 10",
        "poll_backoff_base = 2",
        "poll_wait_time = 5",
        "poll_pause = 0.5",
        "http_retry_total = 3",
        "http_retry_backoff_factor = 1",
        "http_retry_backoff_max = 20",
        "cache_enabled = false",
        "cache_home = ~/solvers",
        "another_tools_key = whatever");

    DWaveConfig config = load();

    Path home = machine.resolve("home");
    assertThat(config.http())
        .isEqualTo(
            new HttpOptions(
                new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(120)),
                Optional.empty(),
                true,
                true,
                false,
                Map.of("X-One", "1", "X-Two", "a: b"),
                Optional.of(
                    new CertificateFiles(
                        home.resolve("me.pem"), Optional.of(home.resolve("me.key"))))));
    assertThat(config.polling())
        .isEqualTo(
            new PollingOptions(
                Strategy.BACKOFF,
                Duration.ofMillis(100),
                Duration.ofSeconds(10),
                2,
                Duration.ofSeconds(5),
                Duration.ofMillis(500),
                Optional.of(Duration.ofSeconds(300))));
    assertThat(config.retries())
        .isEqualTo(new RetryOptions(3, Duration.ofSeconds(1), Duration.ofSeconds(20)));
    assertThat(config.cache()).isFalse();
    assertThat(config.cacheHome()).contains(home.resolve("solvers"));
  }

  @Test
  void shouldSayThatTheTokenIsMissing() {
    assertThatThrownBy(this::load)
        .hasMessageContaining("API token not defined")
        .hasMessageContaining("DWAVE_API_TOKEN");
  }

  @Test
  void shouldNameAllFaultsAtOnce() throws Exception {
    file(
        "work/dwave.conf",
        "[prod]",
        "endpoint = not an address",
        "request_timeout = soon",
        "poll_wait_time = -1",
        "poll_strategy = telepathy",
        "http_retry_total = many",
        "client = quantum",
        "client_cert_key = key.pem",
        "solver = {\"num_reads_range__within\": 5}",
        "permissive_ssl = perhaps");

    assertThat(faultsOf(Map.of()).faults())
        .hasSize(10)
        .anyMatch(fault -> fault.contains("[token]"))
        .anyMatch(fault -> fault.contains("[endpoint] is [not an address] (from dwave.conf)"))
        .anyMatch(fault -> fault.contains("[request_timeout]"))
        .anyMatch(fault -> fault.contains("[poll_wait_time]"))
        .anyMatch(fault -> fault.contains("[poll_strategy]") && fault.contains("backoff"))
        .anyMatch(fault -> fault.contains("[http_retry_total]"))
        .anyMatch(fault -> fault.contains("[client]"))
        .anyMatch(fault -> fault.contains("[client_cert]"))
        .anyMatch(fault -> fault.contains("[num_reads_range__within]"))
        .anyMatch(fault -> fault.contains("[permissive_ssl]"));
  }

  @Test
  void shouldNeverShowTheTokenNotEvenWhenItIsWrong() throws Exception {
    file(
        "work/dwave.conf",
        "[prod]",
        "token = " + SECRET + " and more",
        SECRET,
        "headers = X-Secret " + SECRET,
        "proxy = ftp://me:" + SECRET + "@proxy");

    assertThat(faultsOf(Map.of()).getMessage()).contains("[token]").doesNotContain(SECRET);
  }

  @Test
  void shouldMeanTheNewestHybridSolverOfModelsByAHybridClient() {
    environment.put("DWAVE_API_TOKEN", SECRET);
    environment.put("DWAVE_API_CLIENT", "hybrid");

    assertThat(load().solver().toString()).contains("bqm", "-properties.version");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//host",
        "//host/sapi/",
        "://",
        "http://",
        "http:///sapi",
        "host:80:90",
        "mailto:a"
      })
  void shouldRefuseWhatIsNoAddressWhereverOneIsWanted(String text) {
    for (String option :
        List.of("endpoint", "leap_api_endpoint", "metadata_api_endpoint", "proxy")) {
      assertThat(faultsOf(Map.of("token", "t", option, text)).faults())
          .as(option)
          .singleElement()
          .asString()
          .contains("[" + option + "]", "an address such as");
    }
  }

  @Test
  void shouldTakeHostsThatUriDoesNotKnow() {
    environment.put("DWAVE_API_TOKEN", SECRET);

    assertThat(load(Map.of("endpoint", "HTTPS://my_host:8/sapi/")).endpoint().endpoint())
        .contains(URI.create("HTTPS://my_host:8/sapi/"));
    assertThat(load(Map.of("proxy", "my_proxy:3128")).http().proxy())
        .contains(URI.create("http://my_proxy:3128"));
  }

  @Test
  void shouldNotShowThePasswordOfAnAddressNorATokenInTheWrongPlace() {
    DWaveConfigException faults =
        faultsOf(
            Map.of(
                "token", SECRET,
                "endpoint", "https://me:" + SECRET + "@host/sapi/",
                "proxy", "ftp://me:" + SECRET + "@host",
                "client", SECRET,
                "poll_strategy", "long " + SECRET));

    assertThat(faults.faults()).hasSize(4);
    assertThat(faults.getMessage())
        .contains("https://[hidden]@host/sapi/")
        .doesNotContain(SecretToken.MARK);
  }

  @Test
  void shouldHideSecretsInItsText() {
    environment.put("DWAVE_API_TOKEN", SECRET);
    environment.put("DWAVE_API_HEADERS", "X-Secret: " + SECRET);
    environment.put("DWAVE_API_PROXY", "http://me:" + SECRET + "@proxy:3128");

    assertThat(load().toString()).contains("proxy").doesNotContain(SECRET);
    assertThat(host().toString()).doesNotContain(SECRET);
  }
}
