package io.qahan.ingest.image;

/** Decoded pixels, given row by row, so that nobody needs a second copy of a large picture. */
interface SampleRows {

  /** What the rows make together: grey or RGB. */
  ImageShape shape();

  /**
   * Reads one row.
   *
   * @param row from 0, the top
   * @param samples gets a sample of 0 to 255 for each channel and column
   */
  void read(int row, int[][] samples);
}
