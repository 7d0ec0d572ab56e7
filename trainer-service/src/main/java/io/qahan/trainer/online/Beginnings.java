package io.qahan.trainer.online;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.head.HeadShape;
import io.qahan.schemas.avro.FcHead;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.trainer.online.learning.OnlineTraining;
import io.qahan.trainer.online.log.LogEntry;
import java.util.Locale;
import java.util.Optional;

/** How a session's training begins: from a state, or from what the first example is of. */
record Beginnings(SessionParts parts) {
  /**
   * What was learned under this model's name must be of the model file: it would be given up
   * without a word.
   *
   * @throws IllegalStateException if it is of another model, saying what to do
   */
  void requireOfTheFile(Optional<TrainingState> saved) {
    if (parts.first().isEmpty() || saved.filter(s -> s.getModelRelease() > 0).isPresent()) {
      return; // a release says itself what it replaces
    }
    HeadShape served = parts.first().get().shape();
    Optional<HeadShape> known =
        saved.isPresent()
            ? saved.map(
                state ->
                    new HeadShape(
                        state.getShape().get(0),
                        state.getShape().get(1),
                        state.getConvVersion(),
                        state.getModelVersion()))
            : parts.archive().newest().map(Head::shape);
    if (known.isPresent() && !served.takes(known.get())) {
      throw new IllegalStateException(
          "The training of model [%s] is of [%s], but the model file of [%s]. Give the model file that"
                  .formatted(parts.topics().model(), known.get(), served)
              + " it is of, put the new one into service in its place (qahan models push), or make the"
              + " new model under another name (--name).");
    }
  }

  /**
   * The training goes on.
   *
   * @throws IllegalStateException if the state is not sound, or not of what the settings say
   */
  OnlineTraining resumed(TrainingState state) {
    try {
      int classes = state.getShape().get(0);
      if (classes != parts.reader().classes() && state.getModelRelease() == 0) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "it has [%d] classes, the setting [classes] says %d",
                classes,
                parts.reader().classes()));
      }
      return OnlineTraining.resume(named(state), parts.learning(), parts.clock());
    } catch (HeadRefusedException | RuntimeException e) {
      throw new IllegalStateException(
          "The training state of model [%s] does not fit (%s). Set what it is of (classes, model.file),"
                  .formatted(parts.topics().model(), e.getMessage())
              + " or train under another name (model).",
          e);
    }
  }

  /** A state from before states named the model's version is of the model file. */
  private TrainingState named(TrainingState state) {
    if (parts.first().isEmpty()
        || state.getModelRelease() > 0
        || !state.getModelVersion().isEmpty()) {
      return state;
    }
    String version = parts.first().get().shape().modelVersion();
    return TrainingState.newBuilder(state)
        .setModelVersion(version)
        .setLive(FcHead.newBuilder(state.getLive()).setModelVersion(version).build())
        .build();
  }

  /** A new training; versions go on growing where heads were published but no state is left. */
  private OnlineTraining anew(HeadShape shape) {
    HeadShape.faultOfSize(shape.classes(), shape.features())
        .ifPresent(
            fault -> {
              throw new IllegalStateException(
                  "Model [%s] cannot be trained: %s".formatted(parts.topics().model(), fault));
            });
    Head start =
        parts
            .archive()
            .newest()
            .filter(head -> shape.takes(head.shape()))
            .map(head -> head.belongingTo(shape.modelVersion()))
            .or(parts::first)
            .orElse(Head.untrained(shape));
    return OnlineTraining.start(start, parts.learning(), parts.clock());
  }

  /**
   * A new training: the first example that can be trained on decides of what.
   *
   * @return empty if that one cannot
   */
  Optional<OnlineTraining> of(LogEntry.Example first) {
    if (first.release() == 0) {
      return Optional.of(anew(parts.first().map(Head::shape).orElse(first.shape())));
    }
    try {
      Head live = parts.starts().of(first.release(), Long.MAX_VALUE);
      // Where heads were published, their line goes on: the example itself then replaces the model.
      return Optional.of(
          parts
              .archive()
              .newest()
              .map(head -> OnlineTraining.start(head, parts.learning(), parts.clock()))
              .orElseGet(
                  () ->
                      OnlineTraining.start(
                          live, first.release(), parts.learning(), parts.clock())));
    } catch (RejectedRecordException | ReleaseAwaitedException e) {
      return Optional.empty(); // told when it is its turn
    }
  }
}
