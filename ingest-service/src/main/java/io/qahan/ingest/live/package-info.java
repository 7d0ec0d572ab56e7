/**
 * The live page: what it shows, how it reaches the browsers, and what an operator can do from it.
 */
package io.qahan.ingest.live;
