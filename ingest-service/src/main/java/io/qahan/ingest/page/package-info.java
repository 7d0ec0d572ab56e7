/**
 * The live page: it puts what the board and the gallery know into events for browsers, and serves
 * its files. Start with {@link io.qahan.ingest.page.PageService}; only the ingest service calls in.
 */
package io.qahan.ingest.page;
