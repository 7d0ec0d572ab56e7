package io.qahan.trainer.online.gate;

import io.qahan.ingest.head.Confusion;
import io.qahan.ingest.head.Softmax;
import io.qahan.schemas.avro.ServedState;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.codec.LittleEndian;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * How the newest labelled images were answered by the heads that served when they came, with labels
 * as they are known now. For one thread.
 */
public final class ServedAnswers {
  /** How many images are remembered: at 20 of a class, one in 200 still has a recall. */
  public static final int WINDOW = 4_000;

  private static final int CLASS = 0xFFFF;

  private final int[] pairs = new int[WINDOW]; // label, and answer in the upper half
  private final float[] losses = new float[WINDOW];
  private long count;

  /**
   * What is told of them.
   *
   * @param confusion of classes and answers
   * @param loss mean cross entropy of the answers, in nats; 0 for none
   */
  public record Scores(Confusion confusion, double loss) {}

  /** The scores in a state, which {@link #faultOf} finds nothing wrong with; empty without any. */
  public static Optional<Scores> of(TrainingState state) {
    return state.getServed() == null
        ? Optional.empty()
        : Optional.of(restored(state).scores(state.getShape().get(0)));
  }

  static ServedAnswers restored(TrainingState state) {
    ServedAnswers answers = new ServedAnswers();
    ServedState saved = state.getServed();
    if (saved != null) {
      int[] pairs = LittleEndian.ints(saved.getClasses());
      float[] losses = LittleEndian.floats(saved.getLosses());
      for (int i = 0; i < pairs.length; i++) {
        answers.put(pairs[i], losses[i]);
      }
    }
    return answers;
  }

  /** Says what of a state cannot be; empty if it is sound. */
  public static Optional<String> faultOf(TrainingState state) {
    ServedState saved = state.getServed();
    if (saved == null) {
      return Optional.empty();
    }
    int classes = saved.getClasses().remaining();
    int losses = saved.getLosses().remaining();
    if (classes != losses || classes % Integer.BYTES != 0) {
      return Optional.of("%s bytes of answers with %s of losses".formatted(classes, losses));
    }
    for (float loss : LittleEndian.floats(saved.getLosses())) {
      if (!(loss >= 0)) {
        return Optional.of("an answer with a loss of " + loss);
      }
    }
    return Optional.empty();
  }

  void saveTo(TrainingState.Builder state) {
    int size = size();
    int[] orderedPairs = new int[size];
    float[] orderedLosses = new float[size];
    for (int i = 0; i < size; i++) {
      orderedPairs[i] = pairs[place(size - 1 - i)];
      orderedLosses[i] = losses[place(size - 1 - i)];
    }
    ByteBuffer classes = LittleEndian.ints(orderedPairs);
    state.setServed(
        ServedState.newBuilder()
            .setClasses(classes)
            .setLosses(LittleEndian.floats(orderedLosses))
            .build());
  }

  /**
   * Takes the answer to the next labelled image.
   *
   * @param probabilities with which it was answered, one a class
   */
  void add(float[] probabilities, int label) {
    put(pair(label, probabilities), Losses.crossEntropy(probabilities, label));
  }

  /**
   * The label of an image was corrected.
   *
   * @param since how many labelled images came after it
   * @param probabilities with which it was answered
   */
  void correct(int since, float[] probabilities, int label) {
    if (since < size()) {
      pairs[place(since)] = pair(label, probabilities);
      losses[place(since)] = Losses.crossEntropy(probabilities, label);
    }
  }

  void clear() {
    count = 0;
  }

  Scores scores(int classes) {
    int size = size();
    int[] labels = new int[size];
    int[] answers = new int[size];
    double loss = 0;
    for (int i = 0; i < size; i++) {
      labels[i] = pairs[place(i)] & CLASS;
      answers[i] = pairs[place(i)] >>> Short.SIZE;
      loss += losses[place(i)];
    }
    return new Scores(new Confusion(classes, labels, answers), size == 0 ? 0 : loss / size);
  }

  private static int pair(int label, float[] probabilities) {
    return (label & CLASS) | Softmax.argMax(probabilities) << Short.SIZE;
  }

  private void put(int pair, float loss) {
    pairs[(int) (count % WINDOW)] = pair;
    losses[(int) (count % WINDOW)] = loss;
    count++;
  }

  private int size() {
    return (int) Math.min(count, WINDOW);
  }

  private int place(int since) {
    return (int) ((count - 1 - since) % WINDOW);
  }
}
