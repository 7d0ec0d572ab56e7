package io.qahan.dwave.config;

import io.qahan.dwave.config.HttpOptions.CertificateFiles;
import io.qahan.dwave.config.PollingOptions.Strategy;
import io.qahan.dwave.solver.SolverQuery;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/**
 * Reads the configuration that users of Ocean have: {@code dwave.conf}, {@code DWAVE_...}
 * variables, and arguments, with Ocean's precedence: arguments, environment, file, defaults. Not
 * thread safe; use once.
 */
public final class DWaveConfigLoader {
  private static final Pattern PROXY =
      Pattern.compile("^(https?|socks[45]?h?)://[^/?#]", Pattern.CASE_INSENSITIVE);
  private static final Pattern HAS_HOST =
      Pattern.compile("^https?://[^/?#]", Pattern.CASE_INSENSITIVE);

  private final ConfigHost host;
  private final Map<String, String> arguments;
  private final List<String> faults = new ArrayList<>();

  private DWaveConfigLoader(ConfigHost host, Map<String, String> arguments) {
    this.host = host;
    this.arguments = arguments;
  }

  /**
   * Gathers and checks everything.
   *
   * @param arguments options by their names in the file, which override all; besides these {@code
   *     config_file} and {@code profile}
   * @throws DWaveConfigException listing every fault by name; never with the token in it
   */
  public static DWaveConfig load(ConfigHost host, Map<String, String> arguments) {
    return new DWaveConfigLoader(host, arguments).load();
  }

  private DWaveConfig load() {
    ConfigFiles files = ConfigFiles.read(host, chosen("config_file", "DWAVE_CONFIG_FILE"), faults);
    OptionLevels levels =
        new OptionLevels()
            .add("dwave.conf", files.profile(chosen("profile", "DWAVE_PROFILE")))
            .addEnvironment(host.environment())
            .add("arguments", arguments);
    OptionReader reader = new OptionReader(levels, faults);
    if (levels.get(ConfigOption.TOKEN).isEmpty()) {
      faults.add(
          "[token] is missing: API token not defined. Set DWAVE_API_TOKEN, or token in dwave.conf.");
    }
    Optional<ApiToken> token = reader.read(ConfigOption.TOKEN, DWaveConfigLoader::token);
    EndpointChoice endpoint = endpoint(reader);
    SolverQuery solver = solver(reader);
    HttpOptions http = http(reader);
    PollingOptions polling = polling(reader);
    RetryOptions retries = retries(reader);
    boolean cache = reader.flag(ConfigOption.CACHE_ENABLED, true);
    Optional<Path> cacheHome =
        reader.read(ConfigOption.CACHE_HOME, text -> text).flatMap(this::cacheHome);
    if (!faults.isEmpty()) {
      Secrets secrets = Secrets.of(levels.get(ConfigOption.TOKEN).map(List::of).orElse(List.of()));
      throw new DWaveConfigException(faults.stream().map(secrets::hide).toList());
    }
    return new DWaveConfig(
        token.orElseThrow(), endpoint, solver, http, polling, retries, cache, cacheHome);
  }

  /** Unlike Ocean, nothing is kept on disk unless it is asked for. */
  private Optional<Path> cacheHome(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "off", "disabled" -> Optional.empty();
      case "default" -> Optional.of(host.home().resolve(".cache").resolve("qahan-dwave"));
      default -> Optional.of(ConfigSearchPath.expand(host, text));
    };
  }

  private Optional<String> chosen(String argument, String variable) {
    return Optional.ofNullable(arguments.get(argument))
        .filter(text -> !text.isEmpty())
        .or(() -> Optional.of(host.variable(variable, "")).filter(text -> !text.isEmpty()));
  }

  private static ApiToken token(String text) {
    try {
      return ApiToken.of(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("a token as the Leap dashboard shows it", e);
    }
  }

  private static EndpointChoice endpoint(OptionReader reader) {
    return new EndpointChoice(
        reader.read(ConfigOption.ENDPOINT, DWaveConfigLoader::address),
        reader.read(ConfigOption.LEAP_API_ENDPOINT, DWaveConfigLoader::address),
        reader.read(ConfigOption.REGION, text -> text).orElse(EndpointChoice.DEFAULT_REGION),
        reader
            .read(ConfigOption.METADATA_API_ENDPOINT, DWaveConfigLoader::address)
            .orElse(EndpointChoice.DEFAULT_METADATA));
  }

  private static URI address(String text) {
    HttpUrl url =
        HAS_HOST.matcher(text).find()
            ? HttpUrl.parse(text)
            : null; // knows hosts with an underscore, which URI does not
    if (url == null || !(url.username() + url.password()).isEmpty()) {
      throw new IllegalArgumentException(
          "an address such as https://cloud.dwavesys.com/sapi/, without a name or a password in it");
    }
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      return url.uri();
    }
  }

  /** The kind of client narrows the choice unless the solver is said. */
  private static SolverQuery solver(OptionReader reader) {
    SolverQuery byKind =
        reader.read(ConfigOption.CLIENT, DWaveConfigLoader::kind).orElse(SolverQuery.any());
    return reader.read(ConfigOption.SOLVER, DWaveConfigLoader::query).orElse(byKind);
  }

  private static SolverQuery kind(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "base" -> SolverQuery.any();
      case "qpu" -> SolverQuery.parse("{\"qpu\": true}");
      case "sw" -> SolverQuery.parse("{\"software\": true}");
      case "hybrid" -> SolverQuery.newestHybridBqm();
      default -> throw new IllegalArgumentException("base, qpu, sw or hybrid");
    };
  }

  private static SolverQuery query(String text) {
    try {
      return SolverQuery.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "a name, NAME;graph_id=ID, or a JSON object of features. " + e.getMessage(), e);
    }
  }

  private HttpOptions http(OptionReader reader) {
    Optional<String> certificate = reader.read(ConfigOption.CLIENT_CERT, text -> text);
    Optional<String> key = reader.read(ConfigOption.CLIENT_CERT_KEY, text -> text);
    if (key.isPresent() && certificate.isEmpty()) {
      faults.add("[client_cert_key] is set without [client_cert]; set both, or neither.");
    }
    return new HttpOptions(
        reader
            .read(ConfigOption.REQUEST_TIMEOUT, OptionReader::timeouts)
            .orElse(HttpOptions.DEFAULT_TIMEOUTS),
        reader.read(ConfigOption.PROXY, DWaveConfigLoader::proxy),
        reader.flag(ConfigOption.PERMISSIVE_SSL, false),
        reader.flag(ConfigOption.CONNECTION_CLOSE, false),
        reader.flag(ConfigOption.COMPRESS_QPU_PROBLEM_DATA, true),
        reader.read(ConfigOption.HEADERS, OptionReader::headers).orElse(Map.of()),
        certificate.map(
            path ->
                new CertificateFiles(
                    ConfigSearchPath.expand(host, path),
                    key.map(keyPath -> ConfigSearchPath.expand(host, keyPath)))));
  }

  private static URI proxy(String text) {
    String whole = text.contains("://") ? text : "http://" + text; // HOST:PORT, as Ocean takes it
    try {
      if (PROXY.matcher(whole).find() && HttpUrl.parse(asHttp(whole)) != null) {
        return URI.create(whole);
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new IllegalArgumentException("an address such as http://USER:PASSWORD@HOST:PORT");
  }

  private static String asHttp(String proxy) {
    return "http" + proxy.substring(proxy.indexOf("://"));
  }

  private static PollingOptions polling(OptionReader reader) {
    PollingOptions defaults = PollingOptions.defaults();
    return new PollingOptions(
        reader
            .read(ConfigOption.POLL_STRATEGY, DWaveConfigLoader::strategy)
            .orElse(defaults.strategy()),
        reader.seconds(ConfigOption.POLL_BACKOFF_MIN, defaults.backoffMin()),
        reader.seconds(ConfigOption.POLL_BACKOFF_MAX, defaults.backoffMax()),
        reader
            .read(ConfigOption.POLL_BACKOFF_BASE, OptionReader::base)
            .orElse(defaults.backoffBase()),
        Duration.ofSeconds(
            reader.whole(ConfigOption.POLL_WAIT_TIME, (int) defaults.waitTime().toSeconds())),
        reader.seconds(ConfigOption.POLL_PAUSE, defaults.pause()),
        reader.read(ConfigOption.POLLING_TIMEOUT, OptionReader::seconds));
  }

  private static Strategy strategy(String text) {
    return switch (text) {
      case "long-polling" -> Strategy.LONG_POLLING;
      case "backoff" -> Strategy.BACKOFF;
      default -> throw new IllegalArgumentException("long-polling or backoff");
    };
  }

  private static RetryOptions retries(OptionReader reader) {
    RetryOptions defaults = RetryOptions.defaults();
    return new RetryOptions(
        reader.whole(ConfigOption.HTTP_RETRY_TOTAL, defaults.total()),
        reader.seconds(ConfigOption.HTTP_RETRY_BACKOFF_FACTOR, defaults.factor()),
        reader.seconds(ConfigOption.HTTP_RETRY_BACKOFF_MAX, defaults.max()));
  }
}
