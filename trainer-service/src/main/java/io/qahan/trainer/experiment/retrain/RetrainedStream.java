package io.qahan.trainer.experiment.retrain;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.head.Softmax;
import io.qahan.ingest.head.Sparse;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.model.StoredModel;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.attention.SeenFeatures;
import io.qahan.trainer.experiment.online.FrozenNetwork;
import io.qahan.trainer.online.gate.RetrainRule;
import io.qahan.trainer.online.learning.LabelledExample;
import io.qahan.trainer.online.learning.LearningOptions;
import io.qahan.trainer.online.learning.OnlineTraining;
import io.qahan.trainer.online.learning.TrainingStep;
import io.qahan.trainer.paper.TrainingProgress;
import io.qahan.trainer.retrain.Retraining;
import io.qahan.trainer.retrain.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Runs a stream through online training, as the services do but without Kafka: each image is
 * answered by the model and head that serve when it comes, and trained on when its label comes; a
 * retraining begins when {@link RetrainRule} says so, while images go on coming, and what is better
 * beyond chance replaces the model between two images. For one thread.
 */
final class RetrainedStream {
  private static final int PART = 100;

  private record Waiting(int image, LabelledExample example, long release) {}

  private record Busy(
      Retraining retraining,
      StoredModel candidate,
      int began,
      int ends,
      int learned,
      double seconds) {}

  private final RetrainPlan plan;
  private final MemoryImages images;
  private final LearningOptions learning;
  private final Path directory;
  private final TrainingProgress progress;
  private final RetrainRule rule;
  private final Deque<Waiting> unlabelled = new ArrayDeque<>();
  private final BitSet right = new BitSet();
  private final List<Integer> alarms = new ArrayList<>();
  private final List<RetrainResult.Retrained> retrainings = new ArrayList<>();
  private StoredModel model;
  private FrozenNetwork network;
  private Optional<Busy> busy = Optional.empty();
  private long release = 1;
  private int seen;
  private int labelled;
  private int changedAt;
  private int superseded;

  private RetrainedStream(
      RetrainPlan plan,
      StoredModel first,
      MemoryImages images,
      LearningOptions learning,
      Path directory,
      TrainingProgress progress) {
    this.plan = plan;
    this.images = images;
    this.learning = learning;
    this.directory = directory;
    this.progress = progress;
    this.rule = new RetrainRule(plan.labels());
    this.model = first;
    this.network = FrozenNetwork.of(first, Mechanism.QAHAM, learning.seed());
  }

  /**
   * Runs a whole stream.
   *
   * @param first what serves at its beginning
   * @param images as they come
   * @param directory for retrainings
   */
  static RetrainResult run(
      RetrainPlan plan,
      StoredModel first,
      MemoryImages images,
      LearningOptions learning,
      Path directory,
      TrainingProgress progress)
      throws IOException {
    RetrainedStream stream =
        new RetrainedStream(plan, first, images, learning, directory, progress);
    InstantSource still = InstantSource.fixed(Instant.EPOCH); // publication times are not used
    try (OnlineTraining training = OnlineTraining.start(first.firstHead(), 1, learning, still)) {
      for (int from = 0; from < images.size(); from += PART) {
        stream.promote(training);
        stream.come(from, Math.min(images.size(), from + PART), training);
      }
    } catch (HeadRefusedException e) {
      throw new IllegalStateException("the head of a candidate was refused", e);
    } finally {
      stream.network.close();
    }
    return stream.result();
  }

  private void come(int from, int to, OnlineTraining training) throws IOException {
    List<PixelImage> pixels = images.pixels().subList(from, to);
    List<Sparse> masked =
        SeenFeatures.of(network.features().features(pixels), network.attention(), from / PART);
    for (int i = from; i < to; i++) {
      Sparse features = masked.get(i - from);
      Head live = training.live();
      right.set(i, Softmax.argMax(live.probabilities(features)) == images.label(i));
      seen = i + 1;
      unlabelled.addLast(
          new Waiting(i, new LabelledExample(images.id(i), features, images.label(i)), release));
      if (unlabelled.size() > plan.late()) {
        label(unlabelled.removeFirst(), training);
      }
    }
  }

  private void label(Waiting image, OnlineTraining training) throws IOException {
    labelled = image.image() + 1;
    if (image.release() == release) {
      training.add(image.example()).ifPresent(step -> noteDrift(step, training));
    } else {
      superseded++;
    }
    if (rule.labelled(right.get(image.image())) && plan.isRetrained() && busy.isEmpty()) {
      busy = Optional.of(retrain(training.live()));
    }
  }

  private void noteDrift(TrainingStep step, OnlineTraining training) {
    if (step.drift().isPresent()) {
      if (rule.since() == 0) {
        changedAt = labelled;
      }
      rule.alarm(images.id(labelled - 1), training.labelsSinceChange());
      alarms.add(seen);
    }
  }

  private Busy retrain(Head live) throws IOException {
    long began = System.nanoTime();
    int after = labelled - changedAt;
    int[] before =
        new SplittableRandom(learning.seed())
            .ints(0, Math.max(1, changedAt))
            .distinct()
            .limit(Math.min(changedAt, new RetrainRule.Due("", after).reservoir()))
            .sorted()
            .toArray();
    int[] window =
        IntStream.concat(IntStream.of(before), IntStream.range(changedAt, labelled)).toArray();
    Retraining retraining =
        Retraining.of(
            model.withHead(Optional.of(live)),
            images.at(window),
            new Retraining.Options(
                false,
                Retraining.EPOCHS,
                Retraining.PATIENCE,
                Retraining.LEARNING_RATE,
                learning.seed(),
                Runtime.getRuntime().availableProcessors()),
            directory.resolve(plan.slug() + "-" + retrainings.size()));
    StoredModel candidate = retraining.train(true, progress, line -> {});
    return new Busy(
        retraining,
        candidate,
        seen,
        seen + plan.busy(),
        window.length,
        (System.nanoTime() - began) / 1e9);
  }

  private void promote(OnlineTraining training) throws HeadRefusedException {
    if (busy.isEmpty() || seen < busy.get().ends()) {
      return;
    }
    Busy done = busy.get();
    busy = Optional.empty();
    Verdict verdict =
        done.retraining().judge(model.withHead(Optional.of(training.live())), done.candidate());
    retrainings.add(
        new RetrainResult.Retrained(
            done.began(),
            seen,
            verdict.isBetter(),
            done.learned(),
            done.seconds(),
            verdict.serving().accuracy(),
            verdict.candidate().accuracy(),
            verdict.chance()));
    if (verdict.isBetter()) {
      training.flush().ifPresent(step -> noteDrift(step, training));
      model = done.candidate();
      network.close();
      network = FrozenNetwork.of(model, Mechanism.QAHAM, learning.seed());
      release++;
      training.replace(model.firstHead(), release);
    }
  }

  private RetrainResult result() {
    StringBuilder bits = new StringBuilder();
    for (int i = 0; i < seen; i++) {
      bits.append(right.get(i) ? '1' : '0');
    }
    return new RetrainResult(
        plan.toString(), seen, bits.toString(), alarms, retrainings, superseded);
  }
}
