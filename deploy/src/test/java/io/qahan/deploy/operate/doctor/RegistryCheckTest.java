package io.qahan.deploy.operate.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.schemas.codec.RegistryAddress;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.Test;

class RegistryCheckTest {
  @Test
  void shouldAskTheRegistryWhoItIs() throws Exception {
    try (MockWebServer server = started()) {
      server.enqueue(new MockResponse.Builder().code(200).body("{}").build());
      server.enqueue(new MockResponse.Builder().code(404).build());

      assertThat(found(server.url("/").toString()).verdict()).isEqualTo(Finding.Verdict.OK);
      Finding other = found(server.url("/apis/registry/v2").toString());

      assertThat(other.verdict()).isEqualTo(Finding.Verdict.WARNING);
      assertThat(other.text()).contains("404");
      assertThat(server.takeRequest().getUrl().encodedPath())
          .isEqualTo("/apis/registry/v3/system/info");
      assertThat(server.takeRequest().getUrl().encodedPath())
          .isEqualTo("/apis/registry/v2/system/info");
    }
  }

  @Test
  void shouldFindARegistryThatIsAway() throws IOException {
    String url;
    try (MockWebServer server = started()) {
      url = server.url("/").toString();
    }

    Finding finding = found(url);

    assertThat(finding.verdict()).isEqualTo(Finding.Verdict.FAULT);
    assertThat(finding.text()).contains(url);
  }

  @Test
  void shouldNeedNoneAndRefuseWhatIsNoUrl() {
    assertThat(RegistryCheck.of(Optional.empty()).verdict()).isEqualTo(Finding.Verdict.OK);
    assertThat(found("registry:8080").verdict()).isEqualTo(Finding.Verdict.FAULT);
  }

  @Test
  void shouldShowTheRegistryItsCredentialsAndNobodyElse() throws Exception {
    String secret = "s3cret-of-the-registry";
    try (MockWebServer server = started()) {
      for (int i = 0; i < 3; i++) {
        server.enqueue(new MockResponse.Builder().code(403).build());
      }
      String url = server.url("/").toString();
      Map<String, String> inTheAddress =
          Map.of("schema.registry.url", url.replace("://", "://eva:" + secret + "@"));
      Map<String, String> beside =
          Map.of(
              "schema.registry.url", url, "schema.registry.basic.auth.user.info", "eva:" + secret);
      Map<String, String> bearer =
          Map.of("schema.registry.url", url, "schema.registry.bearer.auth.token", secret);
      for (Map<String, String> given : List.of(inTheAddress, beside, bearer)) {
        Finding finding =
            RegistryCheck.of(RegistryAddress.from(Settings.of(CommonSettings.all(), given)));
        assertThat(finding.toString()).contains(url, "403").doesNotContain(secret);
      }
      String basic =
          "Basic "
              + Base64.getEncoder()
                  .encodeToString(("eva:" + secret).getBytes(StandardCharsets.UTF_8));
      assertThat(server.takeRequest().getHeaders().get("Authorization")).isEqualTo(basic);
      assertThat(server.takeRequest().getHeaders().get("Authorization")).isEqualTo(basic);
      assertThat(server.takeRequest().getHeaders().get("Authorization"))
          .isEqualTo("Bearer " + secret);
    }
  }

  private static Finding found(String url) {
    return RegistryCheck.of(Optional.of(RegistryAddress.of(url)));
  }

  private static MockWebServer started() throws IOException {
    MockWebServer server = new MockWebServer();
    server.start();
    return server;
  }
}
