package io.qahan.trainer.online.gate;

import io.qahan.ingest.head.Softmax;
import io.qahan.schemas.codec.LittleEndian;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The newest losses, up to a number of them, oldest first. For one thread. */
public final class Losses {
  private final float[] ring;
  private int first;
  private int size;

  Losses(int capacity) {
    this.ring = new float[capacity];
  }

  /** Those that {@link #toBytes} gave; the newest ones if there are more than fit. */
  static Losses of(ByteBuffer bytes, int capacity) {
    Losses losses = new Losses(capacity);
    for (float loss : LittleEndian.floats(bytes)) {
      losses.add(loss);
    }
    return losses;
  }

  /**
   * The cross entropy of one row of probabilities, in nats, capped where it is no number and where
   * the row does not reach to the class.
   *
   * @param label the true class
   */
  public static float crossEntropy(float[] probabilities, int label) {
    if (label >= probabilities.length) {
      return (float) -Math.log(Float.MIN_NORMAL);
    }
    float loss = (float) Softmax.lossOf(probabilities, label);
    return Float.isNaN(loss) ? (float) -Math.log(Float.MIN_NORMAL) : loss + 0f; // -log 1 is -0
  }

  void add(float loss) {
    ring[(first + size) % ring.length] = loss;
    if (size < ring.length) {
      size++;
    } else {
      first = (first + 1) % ring.length;
    }
  }

  /**
   * One of them.
   *
   * @param since how many are newer
   */
  float newest(int since) {
    return ring[placeOf(since)];
  }

  void replace(int since, float loss) {
    ring[placeOf(since)] = loss;
  }

  private int placeOf(int since) {
    if (since < 0 || since >= size) {
      throw new IndexOutOfBoundsException("loss [" + since + "] of [" + size + "]");
    }
    return (first + size - 1 - since) % ring.length;
  }

  void clear() {
    first = 0;
    size = 0;
  }

  int size() {
    return size;
  }

  /** Mean of the absolute values; 0 for none. */
  double mean() {
    double sum = 0;
    for (float loss : toArray()) {
      sum += Math.abs(loss);
    }
    return size == 0 ? 0 : sum / size;
  }

  /** Share of losses that are not marked as wrong by their sign; 0 for none. */
  double shareRight() {
    int right = 0;
    for (float loss : toArray()) {
      right += isWrong(loss) ? 0 : 1;
    }
    return size == 0 ? 0 : (double) right / size;
  }

  /** The sign bit, so that a loss of zero can be wrong too. */
  static boolean isWrong(float loss) {
    return (Float.floatToRawIntBits(loss) & 0x80000000) != 0;
  }

  float[] toArray() {
    float[] losses = new float[size];
    int tail = Math.min(size, ring.length - first);
    System.arraycopy(ring, first, losses, 0, tail);
    System.arraycopy(ring, 0, losses, tail, size - tail);
    return losses;
  }

  ByteBuffer toBytes() {
    return LittleEndian.floats(toArray());
  }

  @Override
  public String toString() {
    return Arrays.toString(toArray());
  }
}
