package io.qahan.ingest.http;

import io.javalin.config.JavalinConfig;
import io.javalin.http.HttpStatus;

/** A request that cannot be served, with the answer that says so. */
public final class HttpFault extends RuntimeException {
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
  public HttpFault(HttpStatus status, String slug, String message, String advice) {
    super(message);
    this.status = status;
    this.slug = slug;
    this.advice = advice;
  }

  /** A request that has to be made otherwise: 400. */
  public static HttpFault badRequest(String slug, String message, String advice) {
    return new HttpFault(HttpStatus.BAD_REQUEST, slug, message, advice);
  }

  /** Lets every route of a server refuse by throwing a fault. */
  public static void answeredBy(JavalinConfig config) {
    config.routes.exception(HttpFault.class, (fault, ctx) -> Json.answer(ctx, fault));
  }

  /** What it is answered with. */
  public HttpStatus status() {
    return status;
  }

  /** A short name of the cause. */
  public String slug() {
    return slug;
  }

  /** What to try. */
  public String advice() {
    return advice;
  }
}
