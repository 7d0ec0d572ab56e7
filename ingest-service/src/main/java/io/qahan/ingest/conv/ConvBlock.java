package io.qahan.ingest.conv;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import java.util.List;

/**
 * The conv stack as a DJL block: N x C x H x W floats in [-1, 1] in, N x channels x height x width
 * features out. Serving and training use this one architecture.
 */
public final class ConvBlock {

  private ConvBlock() {}

  /**
   * A block with the parameters of {@code weights}, which live in {@code manager}. Its parameters
   * take part in training until they are frozen.
   */
  public static Block of(ConvWeights weights, NDManager manager) {
    ConvShape shape = weights.shape();
    SequentialBlock block = new SequentialBlock();
    block.add(convolution(shape.hiddenChannels())).add(Activation.reluBlock());
    block.add(convolution(shape.outputChannels())).add(Activation.reluBlock());
    List<Parameter> parameters = block.getParameters().values();
    ConvTensor[] tensors = ConvTensor.values();
    for (int i = 0; i < tensors.length; i++) {
      float[] values = weights.tensor(tensors[i]);
      parameters
          .get(i)
          .setInitializer((owner, dimensions, type) -> owner.create(values, dimensions));
    }
    block.initialize(manager, DataType.FLOAT32, inputShape(shape, 1));
    return block;
  }

  /** The present parameters of a block made by {@link #of}. */
  public static ConvWeights weights(Block block, ConvShape shape, String name, String origin) {
    float[] values = new float[ConvTensor.totalSize(shape)];
    List<Parameter> parameters = block.getParameters().values();
    ConvTensor[] tensors = ConvTensor.values();
    for (int i = 0; i < tensors.length; i++) {
      float[] source = parameters.get(i).getArray().toFloatArray();
      System.arraycopy(source, 0, values, tensors[i].offset(shape), tensors[i].size(shape));
    }
    return new ConvWeights(shape, name, origin, values);
  }

  /** Shape of a batch of {@code images} inputs. */
  public static Shape inputShape(ConvShape shape, int images) {
    return new Shape(
        images, shape.input().channels(), shape.input().height(), shape.input().width());
  }

  private static Conv2d convolution(int channels) {
    return Conv2d.builder()
        .setKernelShape(new Shape(ConvShape.KERNEL, ConvShape.KERNEL))
        .setFilters(channels)
        .optStride(new Shape(ConvShape.STRIDE, ConvShape.STRIDE))
        .optPadding(new Shape(ConvShape.PADDING, ConvShape.PADDING))
        .build();
  }
}
