package io.qahan.trainer.online;

import io.qahan.ingest.head.Head;
import java.util.Optional;

/**
 * What one step of online training brought.
 *
 * @param examples how many it trained on
 * @param published the new live head, if the gate let it out
 * @param withheld whether the gate kept it back
 */
public record TrainingStep(int examples, Optional<Head> published, boolean withheld) {}
