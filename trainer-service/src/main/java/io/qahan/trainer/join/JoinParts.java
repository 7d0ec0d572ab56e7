package io.qahan.trainer.join;

import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.position.GroupPlaces;
import io.qahan.schemas.streams.TaskOutput;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.tracing.Tracing;
import io.qahan.trainer.join.kept.JoinSpace;
import io.qahan.trainer.join.kept.Retention;
import java.time.InstantSource;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * What the topology works with, all of it thread safe.
 *
 * @param names full topic names
 * @param limits how large the records may be that it writes
 * @param codecs their encoding
 * @param model the key of the training examples
 * @param classes that labels may name
 * @param retention how long to wait and to remember
 * @param space in how many bytes
 * @param partitions how images are spread
 * @param meters shows what happens
 * @param tracing follows examples from their images
 * @param wall the time of day; what is measured rests on the time of Kafka Streams, which is {@link
 *     io.qahan.schemas.clock.SteadyTime steady}
 * @param places what the group knew of its topics when it started
 */
public record JoinParts(
    TopicNames names,
    TopicLimits limits,
    Codecs codecs,
    String model,
    KnownClasses classes,
    Retention retention,
    JoinSpace space,
    JoinPartitions partitions,
    JoinMeters meters,
    Tracing tracing,
    InstantSource wall,
    GroupPlaces places) {
  static final String STAGE = "join";

  /** What a task with that context writes. */
  TaskOutput outputOf(ProcessorContext<byte[], byte[]> context) {
    return new TaskOutput(context, names, limits, codecs, wall, STAGE, meters::deadLetter);
  }
}
