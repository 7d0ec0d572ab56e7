package io.qahan.ingest.model;

import io.qahan.ingest.conv.BlockLayout;
import io.qahan.ingest.conv.ConvStackLocation;
import io.qahan.ingest.conv.ConvWeightFile;
import io.qahan.ingest.conv.ConvWeights;
import io.qahan.ingest.conv.FeatureSource;
import io.qahan.ingest.conv.GridSize;
import io.qahan.ingest.conv.HeadInput;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.image.OtherSize;
import io.qahan.qubo.mask.Objective;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Setting;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.settings.SettingsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a model file says instead of settings: with {@code model.file} the name of the model, its
 * classes, conv stack and masks come from there. A setting that says something else is refused.
 *
 * @param settings in which those of the model are as the file has them
 * @param model the file's; empty if no file is set
 */
public record ModelSettings(Settings settings, Optional<StoredModel> model) {
  public static final Setting<ConvStackLocation> CONV_STACK =
      new Setting<>(
          "ingest.conv.stack",
          Optional.of("builtin:mnist"),
          "the conv stack: builtin:mnist, builtin:cifar10 or a weight file",
          ConvStackLocation::parse);
  public static final Setting<Objective> OBJECTIVE =
      Setting.choice(
          "ingest.objective", Objective.SALIENT, Objective.class, "the objective of the masks");
  public static final Setting<BlockLayout> LAYOUT =
      Setting.choice(
          "ingest.layout",
          BlockLayout.SQUARE,
          BlockLayout.class,
          "how features become blocks: the paper's square, rows for any number of features, or"
              + " spatial, a place of the feature map a block");
  public static final Setting<HeadInput> OUTPUT =
      Setting.choice(
          "ingest.output",
          HeadInput.MASKED,
          HeadInput.class,
          "what the head sees: all features, masked, or the mean of the kept blocks, pooled");
  public static final Setting<Optional<GridSize>> BLOCKS =
      new Setting<>(
          "ingest.blocks",
          Optional.of(""),
          "block grid LxM, for example 56x56; if empty, one feature a block",
          GridSize::parse);
  public static final Setting<Integer> K =
      Setting.integer(
          "ingest.k",
          0,
          0,
          Integer.MAX_VALUE,
          "how many blocks a mask keeps; 0: 100 of 3136, in proportion, at least 4");
  public static final Setting<Double> LAMBDA1 =
      Setting.decimal("ingest.lambda1", 1, 0, 1e9, "weight of the mask's count term");
  public static final Setting<Double> LAMBDA2 =
      Setting.decimal("ingest.lambda2", 1, 0, 1e9, "weight of the mask's neighbour term");
  public static final Setting<OtherSize> OTHER_SIZE =
      Setting.choice(
          "ingest.image.other.size",
          OtherSize.REFUSE,
          OtherSize.class,
          "images that are not of the network's size: refuse, resize, or crop, which keeps the"
              + " shorter side and cuts out the middle");

  private static final List<Setting<?>> OF_MODEL =
      List.of(
          CommonSettings.MODEL,
          CommonSettings.CLASSES,
          CONV_STACK,
          BLOCKS,
          K,
          LAYOUT,
          OUTPUT,
          OBJECTIVE,
          LAMBDA1,
          LAMBDA2,
          OTHER_SIZE);

  /**
   * Reads the model file, if one is set. Reading it again from settings that were read so gives the
   * same.
   *
   * @throws SettingsException listing every fault of the file, or every setting that contradicts it
   */
  public static ModelSettings of(Settings given) {
    String file = given.get(CommonSettings.MODEL_FILE);
    if (file.isBlank()) {
      return new ModelSettings(given, Optional.empty());
    }
    StoredModel model;
    try {
      model = ModelFile.read(Path.of(file));
    } catch (RuntimeException e) { // a file's faults and a path's are alike to the user
      throw new SettingsException(
          List.of("[%s]: %s".formatted(CommonSettings.MODEL_FILE.name(), e.getMessage())));
    }
    Map<Setting<?>, String> said = said(model);
    List<String> faults = new ArrayList<>();
    said.forEach((setting, text) -> faultOf(given, setting, text).ifPresent(faults::add));
    faultOfStack(given, model.features()).ifPresent(faults::add);
    if (!faults.isEmpty()) {
      throw new SettingsException(faults);
    }
    return new ModelSettings(given.with(said), Optional.of(model));
  }

  /**
   * The same settings with another model file, whatever they say of a model themselves.
   *
   * @throws SettingsException listing every fault of the file
   */
  public static Settings overruled(Settings given, Path file) {
    return of(given.without(OF_MODEL).with(Map.of(CommonSettings.MODEL_FILE, file.toString())))
        .settings();
  }

  private static Map<Setting<?>, String> said(StoredModel model) {
    MaskTerms terms = model.attention();
    Map<Setting<?>, String> said = new LinkedHashMap<>();
    said.put(CommonSettings.MODEL, model.name());
    said.put(CommonSettings.CLASSES, Integer.toString(model.classes().size()));
    said.put(
        BLOCKS, String.format(Locale.ROOT, "%dx%d", terms.grid().rows(), terms.grid().columns()));
    said.put(K, Integer.toString(terms.kept()));
    said.put(LAYOUT, ModelJson.slug(terms.grid().layout()));
    said.put(OUTPUT, ModelJson.slug(terms.output()));
    said.put(OBJECTIVE, ModelJson.slug(terms.objective()));
    said.put(LAMBDA1, Double.toString(terms.lambda1()));
    said.put(LAMBDA2, Double.toString(terms.lambda2()));
    said.put(OTHER_SIZE, model.otherSize().slug());
    return said;
  }

  private static Optional<String> faultOf(Settings given, Setting<?> setting, String text) {
    if (!given.isGiven(setting)) {
      return Optional.empty();
    }
    Object here = setting.parse().apply(given.textOf(setting));
    return here.equals(setting.parse().apply(text)) || isUnset(setting, here)
        ? Optional.empty()
        : Optional.of(
            "[%s] is [%s], but the model file says [%s]: leave it out, or give the file that it is of"
                .formatted(setting.name(), given.textOf(setting), text));
  }

  /** What means "as it comes" contradicts nothing. */
  private static boolean isUnset(Setting<?> setting, Object value) {
    return (setting.equals(BLOCKS) && value.equals(Optional.empty()))
        || (setting.equals(K) && value.equals(0));
  }

  private static Optional<String> faultOfStack(Settings given, FeatureSource features) {
    if (!given.isGiven(CONV_STACK)) {
      return Optional.empty();
    }
    String here;
    try {
      here = weightsAt(given.get(CONV_STACK)).version();
    } catch (RuntimeException e) {
      here = e.getMessage();
    }
    return here.equals(features.version())
        ? Optional.empty()
        : Optional.of(
            "[%s] is [%s] (%s), but the model file has features [%s]: leave it out"
                .formatted(CONV_STACK.name(), given.textOf(CONV_STACK), here, features.version()));
  }

  private static ConvWeights weightsAt(ConvStackLocation location) {
    if (location instanceof ConvStackLocation.Builtin builtin) {
      return ConvWeightFile.readResource(builtin.resource());
    }
    return ConvWeightFile.read(((ConvStackLocation.WeightFile) location).path());
  }
}
