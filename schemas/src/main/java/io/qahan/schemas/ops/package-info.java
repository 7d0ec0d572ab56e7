/**
 * What operators see of a service: health, readiness, progress, lag, and the HTTP server that says
 * so. Start at {@link io.qahan.schemas.ops.Health}; every service calls in.
 */
package io.qahan.schemas.ops;
