package io.qahan.dwave.config;

import java.net.URI;
import java.util.Optional;

/**
 * What the configuration says about where SAPI is.
 *
 * @param endpoint of SAPI itself, if given
 * @param leap endpoint of the account service, if given
 * @param region looked up if neither is
 * @param metadata where regions are looked up
 */
public record EndpointChoice(
    Optional<URI> endpoint, Optional<URI> leap, String region, URI metadata) {
  static final String DEFAULT_REGION = "na-west-1";
  static final URI DEFAULT_METADATA = URI.create("https://cloud.dwavesys.com/metadata/v1/");
}
