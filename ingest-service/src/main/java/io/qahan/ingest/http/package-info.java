/**
 * What all routes share: bodies and forms read within bounds, faults and answers as JSON. Start at
 * {@link io.qahan.ingest.http.HttpFault}; whoever has routes calls in.
 */
package io.qahan.ingest.http;
