package io.qahan.ingest.conv;

/** The four parameter tensors of a conv stack, in the order in which they are stored. */
public enum ConvTensor {
  CONV1_WEIGHT("conv1.weight"),
  CONV1_BIAS("conv1.bias"),
  CONV2_WEIGHT("conv2.weight"),
  CONV2_BIAS("conv2.bias");

  private final String key;

  ConvTensor(String key) {
    this.key = key;
  }

  /** Its name in a weight file. */
  public String key() {
    return key;
  }

  /** Dimensions: out x in x 5 x 5 for kernels, out for biases. */
  public long[] dimensions(ConvShape shape) {
    long side = ConvShape.KERNEL;
    long in = inputChannels(shape);
    long out = outputChannels(shape);
    return isBias() ? new long[] {out} : new long[] {out, in, side, side};
  }

  /** Number of values. */
  public int size(ConvShape shape) {
    int out = outputChannels(shape);
    return isBias() ? out : out * fanIn(shape);
  }

  /** Inputs that each output value is made of. */
  int fanIn(ConvShape shape) {
    return inputChannels(shape) * ConvShape.KERNEL * ConvShape.KERNEL;
  }

  /** Where it starts when all tensors are laid out one after the other. */
  int offset(ConvShape shape) {
    int offset = 0;
    for (ConvTensor tensor : values()) {
      if (tensor == this) {
        break;
      }
      offset += tensor.size(shape);
    }
    return offset;
  }

  static int totalSize(ConvShape shape) {
    return CONV2_BIAS.offset(shape) + CONV2_BIAS.size(shape);
  }

  private boolean isBias() {
    return this == CONV1_BIAS || this == CONV2_BIAS;
  }

  private boolean isFirst() {
    return this == CONV1_WEIGHT || this == CONV1_BIAS;
  }

  private int inputChannels(ConvShape shape) {
    return isFirst() ? shape.input().channels() : shape.hiddenChannels();
  }

  private int outputChannels(ConvShape shape) {
    return isFirst() ? shape.hiddenChannels() : shape.outputChannels();
  }
}
