package io.qahan.ingest.stream;

import io.qahan.schemas.avro.Label;
import io.qahan.schemas.avro.MaskRequest;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/**
 * What becomes of an image that can be used.
 *
 * @param pending what to remember until it is answered
 * @param request what to ask of the workers
 * @param label the label that came inside the image record
 * @param headers of the records that it leads to
 */
record AcceptedImage(
    PendingImage pending, MaskRequest request, Optional<Label> label, Headers headers) {}
