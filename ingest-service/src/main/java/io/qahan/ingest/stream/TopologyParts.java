package io.qahan.ingest.stream;

import io.qahan.ingest.head.LiveHead;
import io.qahan.qubo.Solvers;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import io.qahan.schemas.tracing.Tracing;
import java.util.function.LongSupplier;

/**
 * What the topology is made of. All of it is shared by the stream threads, so all of it is thread
 * safe.
 *
 * @param limits how large the records may be that it writes
 * @param nanoTime a clock that only measures, as {@link System#nanoTime()}
 */
public record TopologyParts(
    TopicNames names,
    TopicLimits limits,
    Codecs codecs,
    ImageModel model,
    LiveHead live,
    IngestTiming timing,
    IngestMeters meters,
    Tracing tracing,
    LongSupplier nanoTime) {

  ImageIntake intake() {
    return new ImageIntake(
        codecs.of(Topics.IMAGES),
        model,
        Solvers.byName("greedy"),
        timing.deadline(),
        tracing,
        nanoTime);
  }
}
