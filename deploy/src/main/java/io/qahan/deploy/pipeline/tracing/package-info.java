/**
 * Where traces go, as OpenTelemetry's environment variables say. Start at {@link
 * io.qahan.deploy.pipeline.tracing.SpanExport}; the command line calls in, for every command.
 */
package io.qahan.deploy.pipeline.tracing;
