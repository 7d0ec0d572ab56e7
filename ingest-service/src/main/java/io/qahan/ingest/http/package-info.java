/**
 * Images and predictions over HTTP. Start at {@link io.qahan.ingest.http.ImageRoutes}; the ingest
 * service registers its routes.
 */
package io.qahan.ingest.http;
