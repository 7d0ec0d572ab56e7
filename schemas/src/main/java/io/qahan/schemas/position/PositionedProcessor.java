package io.qahan.schemas.position;

import io.qahan.schemas.streams.TaskOutput;
import io.qahan.schemas.topic.ImageId;
import io.qahan.schemas.topic.RejectedRecordException;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * A processor of our topologies: it notes the place of every record that it reads, and a record
 * that cannot be used ends as a dead letter and never as an exception of Kafka Streams.
 *
 * <p>Its {@link PositionStore} has to be connected to it. One task's own, so not thread safe.
 */
public abstract class PositionedProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  private final String name;
  private final GroupPlaces places;
  private final Function<ProcessorContext<byte[], byte[]>, TaskOutput> outputs;
  private ProcessorContext<byte[], byte[]> context;
  private PositionStore positions;
  private TaskOutput output;

  /**
   * For a part of a topology.
   *
   * @param name as given to {@link PositionStore#builder}
   * @param places what the group knew of its topics when it started
   * @param outputs makes what a task writes
   */
  protected PositionedProcessor(
      String name,
      GroupPlaces places,
      Function<ProcessorContext<byte[], byte[]>, TaskOutput> outputs) {
    this.name = name;
    this.places = places;
    this.outputs = outputs;
  }

  /**
   * Full names of the topics that it reads.
   *
   * @param application the id of the Kafka Streams application
   */
  protected abstract Set<String> topics(String application);

  /**
   * Works on a record, whose place has been noted.
   *
   * @throws RejectedRecordException if it can never be used; see {@link #reject}
   */
  protected abstract void accept(Record<byte[], byte[]> record, RecordMetadata place)
      throws RejectedRecordException;

  /** Sends a record that was refused to the dead letters of its topic. */
  protected abstract void reject(
      Record<byte[], byte[]> record, RecordMetadata place, RejectedRecordException cause);

  /** Opens what else the task works with, before its first record. */
  protected void open(ProcessorContext<byte[], byte[]> context) {}

  /**
   * The id in the key of a record that is whole. Model names follow the rules of image ids.
   *
   * @throws RejectedRecordException if its reader left only the beginning, or the key is no id
   */
  protected static String idOf(Record<byte[], byte[]> record) throws RejectedRecordException {
    RejectedRecordException.ifOversize(record.headers());
    return ImageId.of(record.key());
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    output = outputs.apply(context);
    positions = new PositionStore(context, name, places, topics(context.applicationId()));
    open(context);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata place = context.recordMetadata().orElseThrow();
    positions.read(place);
    try {
      accept(record, place);
    } catch (RejectedRecordException e) {
      reject(record, place, e);
    }
  }

  /** The task's own. */
  protected final ProcessorContext<byte[], byte[]> context() {
    return context;
  }

  /** What the task writes. */
  protected final TaskOutput output() {
    return output;
  }
}
