package io.qahan.deploy.rights;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qahan.deploy.cluster.BrokerDirectory;
import io.qahan.deploy.cluster.EmbeddedKafka;
import io.qahan.deploy.process.OnPath;
import io.qahan.deploy.stream.TestSettings;
import io.qahan.dwave.config.SecretToken;
import io.qahan.schemas.rights.Right;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;

/**
 * A broker that lets nobody do what was not granted: TLS and SCRAM-SHA-512 for users, and a plain
 * listener for the test itself, which may do everything.
 */
public final class SecuredBroker implements AutoCloseable {
  /** Of every user; marked, so that whatever is written can be searched for it. */
  public static final String PASSWORD = "correct-horse-" + SecretToken.MARK;

  private static final String KEYS = "changeit";

  private final EmbeddedKafka kafka;
  private final Admin admin;
  private final String secured;
  private final Path trusted;

  private SecuredBroker(EmbeddedKafka kafka, String secured, Path trusted) {
    this.kafka = kafka;
    this.admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    this.secured = secured;
    this.trusted = trusted;
  }

  /** Starts one; the directory is for its certificate. */
  public static SecuredBroker start(Path directory) throws Exception {
    Path keys = directory.resolve("keys.p12");
    makeCertificate(keys);
    Path trusted = directory.resolve("ca.crt");
    Files.writeString(trusted, certificateIn(keys));
    int plain = freePort();
    int users = freePort();
    int controller = freePort();
    Map<String, String> overrides = new HashMap<>();
    overrides.put(
        "listeners",
        "PLAINTEXT://127.0.0.1:%d,USERS://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
            .formatted(plain, users, controller));
    overrides.put(
        "advertised.listeners",
        "PLAINTEXT://127.0.0.1:%d,USERS://127.0.0.1:%d".formatted(plain, users));
    overrides.put(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,USERS:SASL_SSL");
    overrides.put("sasl.enabled.mechanisms", "SCRAM-SHA-512");
    overrides.put(
        "listener.name.users.scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    overrides.put("ssl.keystore.type", "PKCS12");
    overrides.put("ssl.keystore.location", keys.toString());
    overrides.put("ssl.keystore.password", KEYS);
    overrides.put("ssl.key.password", KEYS);
    overrides.put("authorizer.class.name", RecordingAuthorizer.class.getName());
    overrides.put("allow.everyone.if.no.acl.found", "false");
    overrides.put("super.users", "User:ANONYMOUS"); // whoever comes by the plain listener
    overrides.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
    EmbeddedKafka kafka = EmbeddedKafka.start(BrokerDirectory.temporary(), plain, overrides);
    return new SecuredBroker(kafka, "127.0.0.1:" + users, trusted);
  }

  /** Where everything is allowed. */
  public String plain() {
    return kafka.bootstrapServers();
  }

  /** Makes a user that may do nothing yet. */
  public void addUser(String user) throws ExecutionException, InterruptedException {
    admin
        .alterUserScramCredentials(
            List.of(
                new UserScramCredentialUpsertion(
                    user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), PASSWORD)))
        .all()
        .get();
  }

  /** Returns when the broker goes by it. */
  public void grant(String user, Collection<Right> rights)
      throws ExecutionException, InterruptedException {
    List<AclBinding> granted = rights.stream().map(right -> right.grantedTo(user)).toList();
    admin.createAcls(granted).all().get();
    for (AclBinding each : granted) {
      await().until(() -> isThere(each));
    }
  }

  /** Returns when the broker goes by it. */
  public void revoke(String user, Right right) throws ExecutionException, InterruptedException {
    AclBinding taken = right.grantedTo(user);
    admin.deleteAcls(List.of(taken.toFilter())).all().get();
    await().until(() -> !isThere(taken));
  }

  private boolean isThere(AclBinding acl) throws ExecutionException, InterruptedException {
    AclBindingFilter filter = acl.toFilter();
    return !admin.describeAcls(filter).values().get().isEmpty();
  }

  /** Settings of a service that is that user. */
  public TestSettings settings(String user, Path state) {
    return TestSettings.of(secured, state)
        .with("topic.create", "false")
        .with("kafka.security.protocol", "SASL_SSL")
        .with("kafka.sasl.mechanism", "SCRAM-SHA-512")
        .with(
            "kafka.sasl.jaas.config",
            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                .formatted(user, PASSWORD))
        .with("kafka.ssl.truststore.type", "PEM")
        .with("kafka.ssl.truststore.location", trusted.toString());
  }

  @Override
  public void close() {
    admin.close();
    kafka.close();
  }

  private static void makeCertificate(Path store) throws IOException, InterruptedException {
    OnPath.Run made =
        OnPath.run(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                KEYS,
                "-keyalg",
                "EC",
                "-alias",
                "broker",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-validity",
                "2"));
    assertThat(made.exitCode()).as(made.output()).isZero();
  }

  private static String certificateIn(Path store) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance(store.toFile(), KEYS.toCharArray());
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII))
            .encodeToString(keys.getCertificate("broker").getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
