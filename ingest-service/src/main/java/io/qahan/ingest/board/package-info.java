/**
 * What the live page knows of the whole system: numbers, heads, verdicts, dead letters, solvers and
 * warnings, kept up to date by the topics. Start with {@link io.qahan.ingest.board.Board}; the page
 * and the gallery read it, the ingest service feeds it.
 */
package io.qahan.ingest.board;
