package io.qahan.ingest.page;

import io.micrometer.core.instrument.MeterRegistry;
import io.qahan.ingest.board.Board;
import io.qahan.ingest.board.BrokerOffsets;
import io.qahan.ingest.board.ClockState;
import io.qahan.ingest.board.ServiceGroups;
import io.qahan.ingest.door.RecentPredictions;
import io.qahan.ingest.serving.ServingModels;
import io.qahan.ingest.stream.IngestMeters;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.ops.Health;
import java.util.Collection;
import java.util.function.Supplier;

/**
 * Where the live page looks.
 *
 * @param groups tells which services somebody runs
 * @param offsets tells whether the brokers keep them long enough
 * @param clocks tells how they are
 * @param workers registries of the workers in this JVM; may grow later
 */
public record PageSources(
    Board board,
    RecentPredictions recent,
    ServingModels models,
    String modelName,
    Codecs codecs,
    Supplier<Health> health,
    IngestMeters meters,
    ServiceGroups groups,
    BrokerOffsets offsets,
    Supplier<ClockState> clocks,
    Collection<MeterRegistry> workers) {}
