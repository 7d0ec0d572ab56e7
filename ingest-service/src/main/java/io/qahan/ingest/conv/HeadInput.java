package io.qahan.ingest.conv;

/** What of the features the head sees. */
public enum HeadInput {
  /** All of them, those of dropped blocks zero: x (.) B, as many as there are features. */
  MASKED,
  /** The mean of the kept blocks (eq. 3, divided by their count): d inputs, whatever the image. */
  POOLED
}
