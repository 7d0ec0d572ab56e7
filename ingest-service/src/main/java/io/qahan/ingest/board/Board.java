package io.qahan.ingest.board;

import io.qahan.ingest.candidate.LabelQueue;
import io.qahan.ingest.head.Head;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.topic.ImageId;
import io.qahan.schemas.topic.Topics;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the live page knows of the whole system, learned from the records of its topics since this
 * process started. Bounded. Thread safe.
 */
public final class Board {
  private static final int ACCURACY_WINDOW = 500;
  private static final int POINTS = 600;
  private static final long POINT_MILLIS = 500;
  private static final int HEADS = 400;
  private static final int SOLVES = 5_000;
  private static final int LETTERS = 12;
  private static final int WAITING = 8;
  private static final int SHOWN = 64;

  /** Half as many as the gallery keeps images of. */
  private static final int QUEUED = 2_000;

  private final Codec<Label> labels;
  private final Verdicts verdicts;
  private final AccuracyHistory accuracy = new AccuracyHistory(POINTS, POINT_MILLIS);
  private final HeadHistory heads = new HeadHistory(HEADS);
  private final SolverBoard solvers = new SolverBoard(SOLVES);
  private final DeadLetterLog deadLetters = new DeadLetterLog(LETTERS);
  private final Showcase showcase = new Showcase(WAITING, SHOWN);
  private final ControlLog controls;
  private final RetrainBoard retrainings;
  private final DriftBoard drift = new DriftBoard();
  private final LabelQueue queue;
  private final AtomicLong labelled = new AtomicLong();
  private final AtomicLong trained = new AtomicLong();

  /**
   * An empty board.
   *
   * @param model whose controls and retrainings are shown
   * @param scorable how many answers, and how many labels, wait for their other half
   */
  public Board(Codecs codecs, String model, int scorable) {
    this.labels = codecs.of(Topics.LABELS);
    this.verdicts = new Verdicts(scorable, ACCURACY_WINDOW);
    this.controls = new ControlLog(model, codecs.of(Topics.CONTROL));
    this.retrainings = new RetrainBoard(model, codecs.of(Topics.RETRAININGS));
    this.queue = new LabelQueue(QUEUED, id -> verdicts.labelOf(id).isPresent());
  }

  /** A prediction, from the predictions topic. */
  public void answered(String id, Prediction prediction) {
    verdicts.answered(id, prediction.getPredicted());
    solvers.add(prediction);
    showcase.answered(id);
    queue.answered(id, prediction);
  }

  /** A record of the labels topic; a bad one is the trainer's to set aside. */
  public void labelled(ConsumerRecord<byte[], byte[]> record) {
    Optional<String> id = ImageId.textOf(record.key());
    if (id.isEmpty() || record.value() == null) {
      return;
    }
    labelled.incrementAndGet();
    try {
      verdicts.labelled(id.get(), labels.decode(record.value()).getLabel());
      queue.labelled(id.get());
    } catch (UndecodableRecordException | RuntimeException e) {
      // nothing to score; the registry may be away
    }
  }

  /** A record of the training examples: a label that has found its image. */
  public void trained(ConsumerRecord<byte[], byte[]> record) {
    trained.incrementAndGet();
  }

  /** A head that serves from now on. */
  public void served(Head head) {
    heads.add(head);
  }

  /** Reads any dead-letter topic. */
  public Consumer<ConsumerRecord<byte[], byte[]>> deadLetterReader() {
    return deadLetters;
  }

  /** Reads the control topic. */
  public Consumer<ConsumerRecord<byte[], byte[]>> controlReader() {
    return controls;
  }

  /** Labels that came, and those that have found their image, since this process started. */
  public long labels() {
    return labelled.get();
  }

  public long examples() {
    return trained.get();
  }

  public Verdicts verdicts() {
    return verdicts;
  }

  public AccuracyHistory accuracy() {
    return accuracy;
  }

  public HeadHistory heads() {
    return heads;
  }

  public SolverBoard solvers() {
    return solvers;
  }

  public DeadLetterLog deadLetters() {
    return deadLetters;
  }

  public Showcase showcase() {
    return showcase;
  }

  /** What is most worth a label. */
  public LabelQueue queue() {
    return queue;
  }

  public ControlLog controls() {
    return controls;
  }

  /** What the trainer's states tell of drift. */
  public DriftBoard drift() {
    return drift;
  }

  /** How retrainings go; reads their topic. */
  public RetrainBoard retrainings() {
    return retrainings;
  }
}
