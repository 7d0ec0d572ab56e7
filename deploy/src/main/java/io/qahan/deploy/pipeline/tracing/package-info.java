/**
 * Where traces go, as OpenTelemetry's environment variables say. The commands that run services
 * call in.
 */
package io.qahan.deploy.pipeline.tracing;
