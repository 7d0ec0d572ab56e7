package io.qahan.deploy.operate.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.Test;

class RegistryCheckTest {
  @Test
  void shouldAskTheRegistryWhoItIs() throws Exception {
    try (MockWebServer server = started()) {
      server.enqueue(new MockResponse.Builder().code(200).body("{}").build());
      server.enqueue(new MockResponse.Builder().code(404).build());

      assertThat(RegistryCheck.of(server.url("/").toString()).verdict())
          .isEqualTo(Finding.Verdict.OK);
      Finding other = RegistryCheck.of(server.url("/apis/registry/v2").toString());

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

    Finding finding = RegistryCheck.of(url);

    assertThat(finding.verdict()).isEqualTo(Finding.Verdict.FAULT);
    assertThat(finding.text()).contains(url);
  }

  @Test
  void shouldNeedNoneAndRefuseWhatIsNoUrl() {
    assertThat(RegistryCheck.of("").verdict()).isEqualTo(Finding.Verdict.OK);
    assertThat(RegistryCheck.of("registry:8080").verdict()).isEqualTo(Finding.Verdict.FAULT);
  }

  private static MockWebServer started() throws IOException {
    MockWebServer server = new MockWebServer();
    server.start();
    return server;
  }
}
