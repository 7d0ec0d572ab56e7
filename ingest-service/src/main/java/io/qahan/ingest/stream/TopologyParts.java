package io.qahan.ingest.stream;

import io.qahan.ingest.deadline.CommitPace;
import io.qahan.ingest.deadline.CommitTimes;
import io.qahan.ingest.deadline.IngestTiming;
import io.qahan.ingest.release.ReleasedFiles;
import io.qahan.ingest.serving.ServingModels;
import io.qahan.schemas.clock.BrokerClock;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.position.GroupPlaces;
import io.qahan.schemas.streams.QuietPolls;
import io.qahan.schemas.streams.TaskOutput;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.tracing.Tracing;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * What the topology is made of. All of it is shared by the stream threads, so all of it is thread
 * safe.
 *
 * @param files of released models
 * @param limits how large the records may be that it writes
 * @param commits how long commits take
 * @param pace how often there is one
 * @param broker the broker's clock
 * @param wall the time of day, for what is shown or recorded; what is measured rests on the time of
 *     Kafka Streams, which is {@link io.qahan.schemas.clock.SteadyTime steady}
 * @param nanoTime a clock that only measures, as {@link System#nanoTime()}
 * @param places what the group knew of its topics when it started
 * @param polled what its stream threads have polled and not processed
 * @param quiet lets its stream threads sleep while no image waits
 */
public record TopologyParts(
    TopicNames names,
    TopicLimits limits,
    Codecs codecs,
    ServingModels models,
    ReleasedFiles files,
    IngestTiming timing,
    IngestMeters meters,
    Tracing tracing,
    CommitTimes commits,
    CommitPace pace,
    BrokerClock broker,
    InstantSource wall,
    LongSupplier nanoTime,
    GroupPlaces places,
    PolledImages polled,
    QuietPolls quiet) {

  /** What a task with that context writes. */
  TaskOutput outputOf(ProcessorContext<byte[], byte[]> context) {
    return new TaskOutput(context, names, limits, codecs, wall, "write", meters::deadLetter);
  }
}
