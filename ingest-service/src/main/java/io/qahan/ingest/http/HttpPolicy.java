package io.qahan.ingest.http;

import io.qahan.ingest.image.ImageDecoder;
import java.time.Duration;

/**
 * What clients may ask for.
 *
 * @param decoder decides which images can be used
 * @param maxBytes largest body
 * @param classes number of classes, for labels
 * @param maxWait longest wait for a prediction
 */
public record HttpPolicy(ImageDecoder decoder, int maxBytes, int classes, Duration maxWait) {}
