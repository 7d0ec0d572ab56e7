/**
 * The trace of an image through the services, in the headers of its records. Start at {@link
 * io.qahan.schemas.tracing.Tracing}; every service calls in.
 */
package io.qahan.schemas.tracing;
