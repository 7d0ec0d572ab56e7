package io.qahan.trainer.paper;

import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.FeatureSource;
import io.qahan.ingest.conv.Normalisation;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.model.StoredModel;
import io.qahan.trainer.attention.mask.AttentionOptions;
import io.qahan.trainer.paper.network.Hyperparameters;
import io.qahan.trainer.paper.network.LearningRateSchedule;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What to train and where to put it.
 *
 * @param data the images
 * @param channels of the convolutions
 * @param attention what stands between convolutions and head
 * @param hyper how to train
 * @param name of the conv stack, for example {@code mnist-1}
 * @param out directory for the conv stack, the history and the checkpoint; made if it does not
 *     exist
 * @param resume whether to go on from the checkpoint in it, if there is one
 * @param model the model file to write; empty for none: then it learns from every training image
 * @param parent whose convolutions and head it goes on from; empty: from random ones
 */
public record TrainingOptions(
    TrainingData data,
    Channels channels,
    AttentionOptions attention,
    Hyperparameters hyper,
    String name,
    Path out,
    boolean resume,
    Optional<ModelOutput> model,
    Optional<StoredModel> parent) {
  public TrainingOptions {
    if (parent.isPresent() && !(parent.get().features() instanceof FeatureSource.Paper)) {
      throw new IllegalArgumentException(
          "model [%s] has no convolutions of ours to train: its network stays as it is"
              .formatted(parent.get().label()));
    }
  }

  /** From random convolutions and a random head. */
  public TrainingOptions(
      TrainingData data,
      Channels channels,
      AttentionOptions attention,
      Hyperparameters hyper,
      String name,
      Path out,
      boolean resume,
      Optional<ModelOutput> model) {
    this(data, channels, attention, hyper, name, out, resume, model, Optional.empty());
  }

  /**
   * How wide the convolutions are.
   *
   * @param hidden channels between them
   * @param output channels of the features
   */
  public record Channels(int hidden, int output) {
    /** 32 and 64, which are ours; the paper gives none. */
    public static final Channels DEFAULT = of(ConvShape.MNIST);

    private static final Pattern TEXT = Pattern.compile("(\\d{1,4}),(\\d{1,4})");

    public Channels {
      if (hidden < 1 || output < 1) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "channels [%d,%d] must be at least 1 each", hidden, output));
      }
    }

    private static Channels of(ConvShape shape) {
      return new Channels(shape.hiddenChannels(), shape.outputChannels());
    }

    /**
     * Reads {@code HIDDEN,OUTPUT}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Channels parse(String text) {
      Matcher matcher = TEXT.matcher(text.trim());
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "channels [%s] must be two numbers, such as 32,64".formatted(text));
      }
      return new Channels(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** The convolutions over images of a shape. */
    ConvShape over(ImageShape images) {
      return new ConvShape(images, hidden, output);
    }

    private String arguments() {
      return equals(DEFAULT) ? "" : String.format(Locale.ROOT, " --channels %d,%d", hidden, output);
    }
  }

  /** A training that writes no model file, of convolutions as wide as ours are. */
  public static TrainingOptions of(
      TrainingData data,
      AttentionOptions attention,
      Hyperparameters hyper,
      String name,
      Path out,
      boolean resume) {
    return new TrainingOptions(
        data, Channels.DEFAULT, attention, hyper, name, out, resume, Optional.empty());
  }

  /**
   * What becomes of the pixels of such images.
   *
   * @throws IllegalArgumentException if the model's is of other channels
   */
  Normalisation normalisation(ImageShape images) {
    return model.map(output -> output.normalisation(images)).orElse(Normalisation.of(images));
  }

  /** The noise on the training images. */
  Noise trainNoise() {
    return new Noise(data.noise(), hyper.seed());
  }

  /** The noise on the test images. */
  Noise testNoise() {
    return new Noise(data.noise(), ~hyper.seed());
  }

  /** The command that trains the same, without the directories of this machine. */
  public String command() {
    return anyEpochs()
        + " --epochs "
        + hyper.epochs()
        + model.map(ModelOutput::patienceArgument).orElse("");
  }

  /**
   * What a checkpoint must share to be gone on from: the number of epochs too if the learning rate
   * depends on it, otherwise a training may be prolonged, by more epochs or by more patience.
   */
  String training() {
    return hyper.schedule() == LearningRateSchedule.CONSTANT
        ? anyEpochs()
        : anyEpochs() + " --epochs " + hyper.epochs();
  }

  private String anyEpochs() {
    return String.format(
            Locale.ROOT,
            "qahan train --dataset %s%s %s %s%s",
            data.kind(),
            parent.map(model -> " --parent " + model.label()).orElse(""),
            attention.arguments(),
            data.arguments(),
            channels.arguments())
        + String.format(
            Locale.ROOT,
            " --batch %d --lr %s%s --dropout %s%s --seed %d --name %s",
            hyper.batch(),
            hyper.learningRate(),
            schedule(),
            hyper.dropout(),
            hyper.weightDecay() == 0 ? "" : " --weight-decay " + hyper.weightDecay(),
            hyper.seed(),
            name)
        + model.map(ModelOutput::arguments).orElse("");
  }

  private String schedule() {
    return hyper.schedule() == LearningRateSchedule.CONSTANT
        ? ""
        : " --lr-schedule " + hyper.schedule().slug();
  }
}
