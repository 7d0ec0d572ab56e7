package io.qahan.trainer.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.qahan.ingest.conv.PyTorchEngine;
import io.qahan.ingest.head.Sparse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What a head sees of images, as a stream has it: the form in which online training takes it. */
public final class SeenFeatures {
  private SeenFeatures() {}

  /**
   * The kept features of each image, or the means of what is pooled.
   *
   * @param features a row for each image, all of one length, in C x H x W order; at least one
   * @param attention called once, without a gradient
   * @param number of the batch; every random choice follows from it
   */
  public static List<Sparse> of(float[][] features, Attention attention, long number) {
    int size = features[0].length;
    int inputs = attention.outputs(size);
    float[] flat = new float[features.length * size];
    for (int i = 0; i < features.length; i++) {
      System.arraycopy(features[i], 0, flat, i * size, size);
    }
    try (NDManager scope = PyTorchEngine.newManager()) {
      Attended attended =
          attention.attend(
              scope.create(flat, new Shape(features.length, size)), Pass.testing(number));
      float[] dense = attended.features().toFloatArray();
      boolean isPooled = inputs != size;
      float[] mask = isPooled ? dense : attended.mask().map(NDArray::toFloatArray).orElse(flat);
      List<Sparse> all = new ArrayList<>(features.length);
      for (int i = 0; i < features.length; i++) {
        int start = i * inputs;
        int[] indices =
            IntStream.range(0, inputs)
                .filter(input -> isPooled || mask[start + input] != 0)
                .toArray();
        float[] values = new float[indices.length];
        for (int k = 0; k < values.length; k++) {
          values[k] = dense[start + indices[k]];
        }
        all.add(new Sparse(inputs, indices, values));
      }
      return all;
    }
  }
}
