package io.qahan.ingest;

import io.qahan.ingest.control.AccessToken;
import io.qahan.ingest.conv.BlockGrid;
import io.qahan.ingest.conv.FeatureNetwork;
import io.qahan.ingest.conv.FeatureShape;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.conv.PyTorchEngine;
import io.qahan.ingest.conv.PyTorchEngine.ComputeDevice;
import io.qahan.ingest.deadline.IngestTiming;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadShape;
import io.qahan.ingest.head.LiveHead;
import io.qahan.ingest.http.HttpPolicy;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.OtherSize;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.decode.ByteBudget;
import io.qahan.ingest.image.decode.DecodeBudget;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.ingest.model.ClassNames;
import io.qahan.ingest.model.ModelSettings;
import io.qahan.ingest.model.StoredModel;
import io.qahan.ingest.page.PageOptions;
import io.qahan.ingest.serving.ImageModel;
import io.qahan.ingest.serving.ServedModel;
import io.qahan.ingest.serving.ServingModels;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Setting;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.settings.SettingsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the settings of ingest stand for: the checks that need more than one setting, or a file.
 *
 * @param settings as given, but for what a model file says
 * @param stored the model file's; empty if no file is set
 * @param network to be closed after the last image
 * @param model what the topology works with
 * @param bodies the bytes that images in HTTP requests may take, all together
 * @param decoding what decoding may take; its threads end with this
 * @param timing deadline and dedupe retention
 * @param admin who may control the training over HTTP
 * @param clients who may send images and labels; not set: everybody, images
 * @param live how much the live page may take
 */
record IngestSetup(
    Settings settings,
    Optional<StoredModel> stored,
    FeatureNetwork network,
    ImageModel model,
    ByteBudget bodies,
    DecodeBudget decoding,
    IngestTiming timing,
    AccessToken admin,
    AccessToken clients,
    PageOptions live)
    implements AutoCloseable {

  private static final int HEAP_SHARE = 4;
  private static final int BODIES = 4;

  /**
   * Loads and checks.
   *
   * @throws SettingsException listing every fault that was found
   */
  static IngestSetup of(Settings given) {
    ModelSettings said = ModelSettings.of(given);
    Settings settings = said.settings();
    List<String> faults = new ArrayList<>();
    Optional<IngestTiming> timing =
        attempt(
            "ingest.deadline",
            faults,
            () ->
                new IngestTiming(
                    settings.get(IngestSettings.DEADLINE),
                    settings.get(IngestSettings.DEADLINE_FROM),
                    settings.get(IngestSettings.DEDUPE_RETENTION)));
    try {
      PyTorchEngine.computeOn(settings.get(ComputeDevice.SETTING));
    } catch (IllegalArgumentException e) {
      faults.add("[" + ComputeDevice.SETTING.name() + "]: " + e.getMessage());
    }
    Optional<FeatureNetwork> network =
        said.model().isPresent()
            ? attempt(CommonSettings.MODEL_FILE.name(), faults, said.model().get().features()::open)
            : attempt("ingest.conv.stack", faults, settings.get(IngestSettings.CONV_STACK)::open);
    Optional<BlockGrid> grid =
        network.flatMap(
            loaded -> attempt("ingest.blocks", faults, () -> grid(settings, loaded.shape())));
    Optional<MaskTerms> attention =
        grid.flatMap(cut -> attempt("ingest.k", faults, () -> attention(settings, cut)));
    attention
        .flatMap(
            terms ->
                HeadShape.faultOfSize(settings.get(CommonSettings.CLASSES), terms.headInputs()))
        .ifPresent(fault -> faults.add("[" + CommonSettings.CLASSES.name() + "]: " + fault));
    Optional<AccessToken> admin = token(settings, IngestSettings.ADMIN_TOKEN, faults);
    Optional<AccessToken> clients = token(settings, IngestSettings.CLIENT_TOKEN, faults);
    Optional<PageOptions> live =
        attempt(
            IngestSettings.LIVE_PATIENCE.name(),
            faults,
            () ->
                new PageOptions(
                    settings.get(IngestSettings.LIVE_BROWSERS),
                    settings.get(IngestSettings.LIVE_UPDATES),
                    settings.get(IngestSettings.LIVE_PATIENCE)));
    long memory = memory(settings.get(IngestSettings.DECODE_MEMORY));
    long largest = HttpPolicy.bytesOfLargest(settings.get(IngestSettings.MAX_BYTES));
    long bodies = Math.max(memory / BODIES, largest);
    if (bodies > memory / 2) {
      faults.add(
          String.format(
              Locale.ROOT,
              "[%s]: [%d] MiB do not hold images of [%s] bytes in HTTP bodies and decode them; give %d",
              IngestSettings.DECODE_MEMORY.name(),
              memory >> 20,
              settings.get(IngestSettings.MAX_BYTES),
              ((2 * largest) >> 20) + 1));
    }
    if (!faults.isEmpty()) {
      network.ifPresent(FeatureNetwork::close);
      throw new SettingsException(faults);
    }
    DecodeBudget decoding =
        new DecodeBudget(
            new ByteBudget(memory - bodies),
            settings.get(IngestSettings.DECODE_TIME),
            settings.get(IngestSettings.DECODE_THREADS));
    ClassNames classes =
        said.model()
            .map(StoredModel::classes)
            .orElseGet(() -> ClassNames.numbered(settings.get(CommonSettings.CLASSES)));
    return new IngestSetup(
        settings,
        said.model(),
        network.orElseThrow(),
        model(
            limits(settings, settings.get(IngestSettings.OTHER_SIZE)),
            network.orElseThrow(),
            attention.orElseThrow(),
            decoding,
            classes,
            said.model()),
        new ByteBudget(bodies),
        decoding,
        timing.orElseThrow(),
        admin.orElseThrow(),
        clients.orElseThrow(),
        live.orElseThrow());
  }

  /** The head that serves until there is a newer one: that of the model file, else of zeros. */
  Head firstHead() {
    return stored.map(StoredModel::firstHead).orElseGet(() -> Head.untrained(model.headShape()));
  }

  /** The model of these settings, serving. */
  ServingModels serving() {
    return new ServingModels(new ServedModel(0, model, new LiveHead(firstHead()), network::close));
  }

  /**
   * Another model file's, to take images in.
   *
   * @throws RuntimeException if its network cannot be opened, or cannot compute an image
   */
  ServedModel served(StoredModel other, long release, LiveHead head) {
    FeatureNetwork opened = other.features().open();
    try {
      opened.tryOut();
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
    ImageModel made = model(other, opened.shape(), opened::features);
    return new ServedModel(release, made, head, opened::close);
  }

  /** Another model file's, to answer images that it took in before; computes no features. */
  ServedModel remembered(StoredModel other, long release, LiveHead head) {
    return new ServedModel(
        release,
        model(
            other,
            other.features().shape(),
            images -> {
              throw new IllegalStateException("it takes no images in");
            }),
        head,
        () -> {});
  }

  private ImageModel model(
      StoredModel other, FeatureShape shape, Function<List<PixelImage>, float[][]> features) {
    ImageLimits limits = limits(settings, other.otherSize());
    return new ImageModel(
        other.version(),
        new ImageDecoder(shape.input(), limits, decoding),
        shape,
        other.features().version(),
        features,
        other.attention(),
        other.classes(),
        Optional.of(other.origin()),
        other.scores());
  }

  @Override
  public void close() {
    decoding.close();
    network.close();
  }

  private static Optional<AccessToken> token(
      Settings settings, Setting<String> setting, List<String> faults) {
    return attempt(setting.name(), faults, () -> AccessToken.of(settings, setting));
  }

  private static long memory(int mebibytes) {
    return mebibytes == 0 ? Runtime.getRuntime().maxMemory() / HEAP_SHARE : (long) mebibytes << 20;
  }

  private static ImageLimits limits(Settings settings, OtherSize otherSize) {
    return new ImageLimits(
        settings.get(IngestSettings.MAX_BYTES), settings.get(IngestSettings.MAX_SIDE), otherSize);
  }

  private static ImageModel model(
      ImageLimits limits,
      FeatureNetwork network,
      MaskTerms attention,
      DecodeBudget decoding,
      ClassNames classes,
      Optional<StoredModel> stored) {
    return new ImageModel(
        stored.map(StoredModel::version).orElse(""),
        new ImageDecoder(network.shape().input(), limits, decoding),
        network.shape(),
        network.version(),
        network::features,
        attention,
        classes,
        stored.map(StoredModel::origin),
        stored.flatMap(StoredModel::scores));
  }

  private static BlockGrid grid(Settings settings, FeatureShape shape) {
    return settings.get(IngestSettings.LAYOUT).over(shape, settings.get(IngestSettings.BLOCKS));
  }

  private static MaskTerms attention(Settings settings, BlockGrid grid) {
    int k = settings.get(IngestSettings.K);
    return new MaskTerms(
        grid,
        settings.get(IngestSettings.OBJECTIVE),
        settings.get(IngestSettings.LAMBDA1),
        settings.get(IngestSettings.LAMBDA2),
        k == 0 ? grid.defaultKept() : k,
        settings.get(IngestSettings.OUTPUT));
  }

  private static <T> Optional<T> attempt(String setting, List<String> faults, Supplier<T> load) {
    try {
      return Optional.of(load.get());
    } catch (RuntimeException e) { // a file's faults and a value's are alike to the user
      faults.add("[" + setting + "]: " + e.getMessage());
      return Optional.empty();
    }
  }
}
