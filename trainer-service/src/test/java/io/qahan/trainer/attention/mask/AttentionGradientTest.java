package io.qahan.trainer.attention.mask;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.qahan.ingest.conv.ConvBlock;
import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.ConvWeights;
import io.qahan.ingest.conv.PyTorchEngine;
import io.qahan.ingest.image.ImageShape;
import io.qahan.trainer.attention.Attention;
import io.qahan.trainer.attention.Differences;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.attention.Pass;
import io.qahan.trainer.attention.rivals.SoftPretraining;
import io.qahan.trainer.gradient.TrainableHead;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A tiny network of eq. 15: its gradients against finite differences. */
class AttentionGradientTest {
  private static final ConvShape SHAPE = new ConvShape(new ImageShape(1, 8, 8), 3, 4);
  private static final int[] LABELS = {0, 1, 2, 1, 0, 2};
  private static final Pass HARD = Pass.training(SoftPretraining.STEPS);

  private final NDManager manager = PyTorchEngine.newManager();
  private final Block conv = ConvBlock.of(ConvWeights.random(SHAPE, 1), manager);
  private final TrainableHead head = new TrainableHead(manager, 3, SHAPE.features());
  private final NDArray input;

  AttentionGradientTest() {
    Random random = new Random(1);
    float[] weights = new float[3 * (SHAPE.features() + 1)];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    head.setWeights(weights);
    float[] pixels = new float[LABELS.length * 64];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat() * 2 - 1;
    }
    input = manager.create(pixels, ConvBlock.inputShape(SHAPE, LABELS.length));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private NDArray features() {
    return conv.forward(new ParameterStore(manager, false), new NDList(input), true)
        .singletonOrThrow()
        .reshape(new Shape(LABELS.length, SHAPE.features()));
  }

  private NDArray crossEntropy(UnaryOperator<NDArray> attend) {
    return head.loss(head.logits(attend.apply(features())), manager.create(LABELS));
  }

  private Map<String, NDArray> parameters() {
    Map<String, NDArray> all = new TreeMap<>(head.parameters());
    conv.getParameters().forEach(p -> all.put(p.getKey(), p.getValue().getArray()));
    return all;
  }

  private void shouldAgree(
      Map<String, NDArray> arrays, UnaryOperator<NDArray> attend, UnaryOperator<NDArray> fixed) {
    try (GradientCollector collector = PyTorchEngine.engine().newGradientCollector()) {
      collector.backward(crossEntropy(attend));
    }
    Differences differences = new Differences(() -> crossEntropy(fixed).getFloat());
    arrays.forEach(
        (name, array) -> differences.check(name, array, array.getGradient().toFloatArray()));
  }

  @ParameterizedTest
  @EnumSource(
      value = Mechanism.class,
      names = {"QAHAM", "MNIH", "ELSAYED"})
  void shouldPassTheGradientOfCrossEntropyThroughTheMaskAsAConstant(Mechanism mechanism) {
    try (Attention attention = AttentionOptions.of(mechanism).create(SHAPE, 1)) {
      NDArray mask = attention.attend(features(), HARD).mask().orElseThrow();
      shouldAgree(
          parameters(),
          features -> attention.attend(features, HARD).features(),
          features -> features.mul(mask));
    }
  }

  @Test
  void shouldPassTheGradientOfCrossEntropyThroughTheWeightsOfPretraining() {
    try (Attention attention = AttentionOptions.of(Mechanism.ELSAYED).create(SHAPE, 1)) {
      UnaryOperator<NDArray> soft =
          features -> attention.attend(features, Pass.training(0)).features();
      Map<String, NDArray> arrays = new TreeMap<>(head.parameters());
      arrays.putAll(attention.parameters());
      shouldAgree(arrays, soft, soft);
    }
  }
}
