/**
 * Requests to SAPI over OkHttp: the token and where it may go, timeouts, what is repeated and when,
 * and what a failure means for the caller. Start at {@link io.qahan.dwave.http.SapiTransport};
 * {@code sapi} and {@code upload} call in.
 */
package io.qahan.dwave.http;
