/** Images and predictions over HTTP. */
package io.qahan.ingest.http;
