package io.qahan.deploy.secrecy;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.deploy.CommandRun;
import io.qahan.dwave.config.SecretToken;
import org.junit.jupiter.api.Test;

/**
 * What a command says that was given every secret there is. {@link CommandRun} looks for them in
 * what it printed, {@code LogSecrecyIT} in what it logged.
 */
class SecretsTest {
  private static final String SECRET = SecretToken.RIGHT;

  @Test
  void shouldShowNoSecretWhereNothingWorks() {
    CommandRun doctor =
        CommandRun.withoutBroker(
            "doctor",
            "-D",
            "schema.registry.url=http://eva:" + SECRET + "@127.0.0.1:1",
            "-D",
            "ingest.http.admin.token=" + SECRET,
            "-D",
            "ingest.http.token=" + SECRET,
            "-D",
            "kafka.ssl.key.password=" + SECRET,
            "-D",
            "kafka.security.protocol=SASL_PLAINTEXT",
            "-D",
            "kafka.sasl.mechanism=PLAIN",
            "-D",
            "kafka.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule"
                + " required username=\"eva\" password=\""
                + SECRET
                + "\";");

    assertThat(doctor.exitCode()).isEqualTo(1);
    assertThat(doctor.out()).contains("nothing answers at [http://127.0.0.1:1]");
  }

  @Test
  void shouldShowNoSecretThatIsNoneOrIsOfNoSetting() {
    CommandRun faulty =
        CommandRun.withoutBroker(
            "doctor", "-D", "http.port=x", "-D", "ingest.http.admin.tokens=" + SECRET);

    assertThat(faulty.exitCode()).isEqualTo(2);
    assertThat(faulty.err()).contains("[ingest.http.admin.tokens]", "[http.port] is [x]");
  }
}
