package io.qahan.dwave.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.dwave.config.SapiEndpoint.Directory;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SapiEndpointTest {
  private static final Directory NOT_ASKED =
      metadata -> {
        throw new AssertionError("no need to ask");
      };
  private static final Directory REGIONS =
      metadata ->
          Map.of(
              "eu-central-1",
              URI.create("https://eu-central-1.cloud.dwavesys.com/sapi/v2"),
              "na-east-1",
              URI.create("https://na-east-1.cloud.dwavesys.com/sapi/v2/"));

  private static EndpointChoice region(String region) {
    return new EndpointChoice(
        Optional.empty(), Optional.empty(), region, EndpointChoice.DEFAULT_METADATA);
  }

  private static SapiEndpoint endpoint(String sapi, String leap) {
    return new SapiEndpoint(URI.create(sapi), URI.create(leap));
  }

  @Test
  void shouldKnowTheDefaultRegionWithoutAsking() {
    assertThat(SapiEndpoint.resolve(region("na-west-1"), NOT_ASKED))
        .isEqualTo(
            endpoint("https://cloud.dwavesys.com/sapi/", "https://cloud.dwavesys.com/leap/api/"));
  }

  @Test
  void shouldLookUpAnotherRegionAndTakeTheRegionOffTheAccountService() {
    assertThat(SapiEndpoint.resolve(region("eu-central-1"), REGIONS))
        .isEqualTo(
            endpoint(
                "https://eu-central-1.cloud.dwavesys.com/sapi/v2/",
                "https://cloud.dwavesys.com/leap/api/"));
  }

  @Test
  void shouldNameTheRegionsThereAreWhenOneIsUnknown() {
    assertThatThrownBy(() -> SapiEndpoint.resolve(region("mars"), REGIONS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[mars]")
        .hasMessageContaining("eu-central-1");
  }

  @Test
  void shouldFallBackToTheDefaultWhenTheDirectoryIsDown() {
    Directory down =
        metadata -> {
          throw new IOException("down");
        };

    assertThat(SapiEndpoint.resolve(region("eu-central-1"), down).sapi())
        .hasToString("https://cloud.dwavesys.com/sapi/");
  }

  @Test
  void shouldUseAGivenEndpointAsItIsButForTheSlash() {
    EndpointChoice choice =
        new EndpointChoice(
            Optional.of(URI.create("http://127.0.0.1:8080/sapi")),
            Optional.empty(),
            "na-west-1",
            EndpointChoice.DEFAULT_METADATA);

    assertThat(SapiEndpoint.resolve(choice, NOT_ASKED))
        .isEqualTo(endpoint("http://127.0.0.1:8080/sapi/", "http://127.0.0.1:8080/leap/api/"));
  }

  @Test
  void shouldInferTheEndpointFromTheAccountService() {
    EndpointChoice choice =
        new EndpointChoice(
            Optional.empty(),
            Optional.of(URI.create("https://leap.example/leap/api")),
            "na-west-1",
            EndpointChoice.DEFAULT_METADATA);

    assertThat(SapiEndpoint.resolve(choice, NOT_ASKED))
        .isEqualTo(endpoint("https://leap.example/sapi/", "https://leap.example/leap/api/"));
  }
}
