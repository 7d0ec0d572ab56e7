package io.qahan.schemas.ops;

import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Setting;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * The certificate of a service's HTTP server: PEM files, as cert-manager and Let's Encrypt write
 * them, read as Kafka's clients read theirs. They are read at the start; a renewed one takes a
 * restart.
 */
final class HttpTls {
  private HttpTls() {}

  /**
   * What a server shows its clients; empty where the settings name no certificate.
   *
   * @throws SettingsException if a file is missing or cannot be used
   */
  static Optional<SslContextFactory.Server> of(Settings settings) {
    String certificate = settings.get(CommonSettings.HTTP_TLS_CERTIFICATE);
    String key = settings.get(CommonSettings.HTTP_TLS_KEY);
    if (certificate.isEmpty() && key.isEmpty()) {
      return Optional.empty();
    }
    String chain = read(CommonSettings.HTTP_TLS_CERTIFICATE, certificate);
    Password secret = new Password(read(CommonSettings.HTTP_TLS_KEY, key));
    try (DefaultSslEngineFactory pem = new DefaultSslEngineFactory()) {
      pem.configure(
          Map.of(
              SslConfigs.SSL_PROTOCOL_CONFIG,
              SslConfigs.DEFAULT_SSL_PROTOCOL,
              SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG,
              List.of("TLSv1.3", "TLSv1.2"),
              SslConfigs.SSL_CIPHER_SUITES_CONFIG,
              List.of(), // those of the JDK
              SslConfigs.SSL_KEYSTORE_TYPE_CONFIG,
              DefaultSslEngineFactory.PEM_TYPE,
              SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG,
              new Password(chain),
              SslConfigs.SSL_KEYSTORE_KEY_CONFIG,
              secret));
      SslContextFactory.Server tls = new SslContextFactory.Server();
      tls.setKeyStore(pem.keystore());
      return Optional.of(tls);
    } catch (KafkaException e) { // whose cause may quote what it read
      throw fault(
          CommonSettings.HTTP_TLS_KEY,
          "the files [%s] and [%s] are no certificate chain and its key (PKCS #8) in PEM"
              .formatted(certificate, key));
    }
  }

  private static String read(Setting<String> setting, String file) {
    if (file.isEmpty()) {
      throw fault(setting, "is not set: TLS takes a certificate and its key");
    }
    try {
      return Files.readString(Path.of(file));
    } catch (IOException | InvalidPathException e) {
      throw fault(setting, "[%s] cannot be read: %s".formatted(file, e));
    }
  }

  private static SettingsException fault(Setting<String> setting, String what) {
    return new SettingsException(List.of("[" + setting.name() + "]: " + what + "."));
  }
}
