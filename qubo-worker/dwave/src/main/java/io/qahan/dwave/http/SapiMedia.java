package io.qahan.dwave.http;

import io.qahan.dwave.config.Secrets;
import okhttp3.MediaType;

/** What is asked for and what may come: SAPI's media types with their versions. */
public enum SapiMedia {
  SOLVER_LIST("solver-definition-list", 3, 3),
  SOLVER("solver-definition", 3, 3),
  PROBLEMS("problems", 3, 3),
  PROBLEM("problem", 3, 3),
  PROBLEM_DATA("problem-data", 3, 3),
  ANSWER("problem-answer", 2, 3),
  REGIONS("vnd.dwave.metadata.regions+json", "application/vnd.dwave.metadata.regions+json", 1, 1),
  /** Answers that are not there: the type is not checked, for they may lie anywhere. */
  BYTES("", "application/octet-stream", 0, 0),
  /** Uploads: any answer will do. */
  ANY("", "*/*", 0, 0);

  private final String subtype;
  private final String accept;
  private final int leastMajor;
  private final int mostMajor;

  SapiMedia(String kind, int leastMajor, int mostMajor) {
    this(
        "vnd.dwave.sapi." + kind + "+json",
        "application/vnd.dwave.sapi." + kind + "+json; version=3.0.0",
        leastMajor,
        mostMajor);
  }

  SapiMedia(String subtype, String accept, int leastMajor, int mostMajor) {
    this.subtype = subtype;
    this.accept = accept;
    this.leastMajor = leastMajor;
    this.mostMajor = mostMajor;
  }

  /** The value of the header Accept. */
  String accept() {
    return accept;
  }

  /**
   * Checks the content type of an answer; parameters may come in any order.
   *
   * @throws PermanentSapiException if it is another type or another version
   */
  void check(String contentType, String from, Secrets secrets) {
    if (this == ANY || this == BYTES) {
      return;
    }
    MediaType type = contentType == null ? null : MediaType.parse(contentType);
    if (type == null
        || !type.type().equals("application")
        || !type.subtype().equals(subtype)
        || !speaks(type.parameter("version"))) {
      throw new PermanentSapiException(
          "[%s] answers with content of type [%s] instead of [%s]. Maybe the endpoint is not SAPI, or a newer one than this client knows"
              .formatted(from, secrets.printable(String.valueOf(contentType)), accept));
    }
  }

  private boolean speaks(String version) {
    if (version == null || !version.matches("\\d{1,6}(\\..*)?")) {
      return false;
    }
    int dot = version.indexOf('.');
    int major = Integer.parseInt(dot < 0 ? version : version.substring(0, dot));
    return major >= leastMajor && major <= mostMajor;
  }
}
