package io.qahan.trainer.online.learning;

import io.qahan.ingest.head.Head;
import io.qahan.trainer.online.gate.ServingHead.Withheld;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one step of online training brought.
 *
 * @param examples how many it trained on
 * @param corrections how many of them corrected an earlier example of their image
 * @param published the new live head, if the gate let it out
 * @param withheld on what the gate found it worse and kept it back; empty if it did not
 * @param drift at which example drift was noticed before the step, counted from 1 over the whole
 *     training; empty if it was not
 * @param refused places, in the order taken, of the examples that would have spoilt the weights and
 *     were not trained on; the number of the others is {@code examples}
 */
public record TrainingStep(
    int examples,
    int corrections,
    Optional<Head> published,
    Optional<Withheld> withheld,
    OptionalLong drift,
    List<Integer> refused) {}
