package io.qahan.dwave.config;

import java.util.Locale;
import java.util.Optional;

/**
 * The options that mean something to this client; a file may hold others, which are passed over.
 */
enum ConfigOption {
  TOKEN(true),
  ENDPOINT(true),
  REGION(true),
  METADATA_API_ENDPOINT("DWAVE_METADATA_API_ENDPOINT"),
  LEAP_API_ENDPOINT("DWAVE_LEAP_API_ENDPOINT"),
  CLIENT(true),
  SOLVER(true),
  PROXY(true),
  HEADERS(true),
  PERMISSIVE_SSL(false),
  REQUEST_TIMEOUT(false),
  POLLING_TIMEOUT(false),
  CONNECTION_CLOSE(false),
  COMPRESS_QPU_PROBLEM_DATA(false),
  CLIENT_CERT(false),
  CLIENT_CERT_KEY(false),
  POLL_STRATEGY(false),
  POLL_BACKOFF_MIN(false),
  POLL_BACKOFF_MAX(false),
  POLL_BACKOFF_BASE(false),
  POLL_WAIT_TIME(false),
  POLL_PAUSE(false),
  HTTP_RETRY_TOTAL(false),
  HTTP_RETRY_BACKOFF_FACTOR(false),
  HTTP_RETRY_BACKOFF_MAX(false),
  CACHE_ENABLED("DWAVE_CACHE_ENABLED"),
  CACHE_HOME("DWAVE_CACHE_HOME");

  private final Optional<String> variable;

  ConfigOption(boolean inEnvironment) {
    this.variable = inEnvironment ? Optional.of("DWAVE_API_" + name()) : Optional.empty();
  }

  ConfigOption(String variable) {
    this.variable = Optional.of(variable);
  }

  /** The name in files and arguments. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The environment variable that sets it, if one does. */
  Optional<String> variable() {
    return variable;
  }
}
