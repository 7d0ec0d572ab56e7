/**
 * Requests to SAPI over OkHttp: the token and where it may go, timeouts, what is repeated and when,
 * and what a failure means for the caller.
 */
package io.qahan.dwave.http;
