package io.qahan.trainer.online;

import io.qahan.ingest.head.Head;
import io.qahan.schemas.tracing.Tracing;
import io.qahan.trainer.online.learning.LearningOptions;
import io.qahan.trainer.online.log.HeadArchive;
import io.qahan.trainer.online.log.LogAudit;
import io.qahan.trainer.online.log.LogReader;
import io.qahan.trainer.online.log.ModelTopics;
import io.qahan.trainer.online.log.StateArchive;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What every session of one model's trainer works with.
 *
 * @param topics where its records are
 * @param reader reads the training log
 * @param learning how to train
 * @param states finds the last state
 * @param audit tells where to go on in the log
 * @param archive finds published heads
 * @param starts what a release starts from
 * @param operator obeys controls
 * @param desk opens what asks for retrainings, once a session
 * @param meters shows what happens
 * @param tracing follows heads from their examples
 * @param clock the time of day, for what is published
 * @param steady for intervals; does not step when the clock does
 * @param commitInterval how long trained examples may stay uncommitted
 * @param flushAfter how long a batch may wait to become full
 * @param first version 0 as the model file has it; empty: zeros, of what the first example is of
 */
record SessionParts(
    ModelTopics topics,
    LogReader reader,
    LearningOptions learning,
    StateArchive states,
    LogAudit audit,
    HeadArchive archive,
    ReleaseStarts starts,
    Operator operator,
    Supplier<RetrainDesk> desk,
    TrainingMeters meters,
    Tracing tracing,
    InstantSource clock,
    InstantSource steady,
    Duration commitInterval,
    Duration flushAfter,
    Optional<Head> first) {}
