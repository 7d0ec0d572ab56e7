/**
 * The conv stack: its architecture, its weight file, its features and how they are cut in blocks.
 */
package io.qahan.ingest.conv;
