package io.qahan.trainer.paper.network;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import io.qahan.trainer.attention.Attention;
import io.qahan.trainer.gradient.ArrayValues;
import io.qahan.trainer.gradient.ResumableAdam;
import io.qahan.trainer.gradient.TrainableHead;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything in a network that learns, by names for life and in a fixed order, and the Adam that
 * teaches it. The native memory is its owners'. For one thread.
 */
public final class Parameters {
  /** Before the names of what attention learns. */
  public static final String ATTENTION = "attention.";

  private static final String CONV = "conv.";

  private final Block conv;
  private final TrainableHead head;
  private final Attention attention;
  private final ResumableAdam adam;

  Parameters(Block conv, TrainableHead head, Attention attention, ResumableAdam adam) {
    this.conv = conv;
    this.head = head;
    this.attention = attention;
    this.adam = adam;
  }

  /** Makes one step of each with the gradients of the last backward pass, and clears them. */
  void step() {
    arrays().forEach(adam::step);
  }

  /** Values and moments, copied. */
  Map<String, NetworkState.Tensor> tensors() {
    Map<String, NetworkState.Tensor> tensors = new TreeMap<>();
    arrays()
        .forEach(
            (name, array) ->
                tensors.put(
                    name,
                    new NetworkState.Tensor(array.toFloatArray(), adam.momentsOf(name, array))));
    return tensors;
  }

  /**
   * Puts values and moments back.
   *
   * @throws IllegalArgumentException if they are of a network of another kind
   */
  void restore(Map<String, NetworkState.Tensor> tensors) {
    Map<String, NDArray> arrays = arrays();
    if (!arrays.keySet().equals(tensors.keySet())) {
      throw new IllegalArgumentException(
          "a state of %s for a network of %s".formatted(tensors.keySet(), arrays.keySet()));
    }
    arrays.forEach(
        (name, array) -> {
          NetworkState.Tensor saved = tensors.get(name);
          adam.restore(name, array, saved.moments()); // checks the length
          ArrayValues.replace(array, saved.values());
        });
  }

  /** The arrays themselves. */
  private Map<String, NDArray> arrays() {
    Map<String, NDArray> all = new TreeMap<>();
    conv.getParameters()
        .forEach(parameter -> all.put(CONV + parameter.getKey(), parameter.getValue().getArray()));
    all.putAll(head.parameters());
    attention.parameters().forEach((name, array) -> all.put(ATTENTION + name, array));
    return all;
  }
}
