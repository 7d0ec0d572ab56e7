package io.qahan.ingest.http;

import io.javalin.http.HttpStatus;

/** A request that cannot be served, with the answer that says so. */
final class HttpFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final HttpStatus status;
  private final String slug;
  private final String advice;

  /**
   * A refusal with its answer.
   *
   * @param slug a short name of the cause, as in dead letters
   * @param message what is wrong
   * @param advice what to try
   */
  HttpFault(HttpStatus status, String slug, String message, String advice) {
    super(message);
    this.status = status;
    this.slug = slug;
    this.advice = advice;
  }

  HttpStatus status() {
    return status;
  }

  String slug() {
    return slug;
  }

  String advice() {
    return advice;
  }
}
