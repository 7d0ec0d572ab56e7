package io.qahan.ingest.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qahan.ingest.conv.BlockGrid;
import io.qahan.ingest.conv.BlockLayout;
import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.FeatureShape;
import io.qahan.ingest.conv.FeatureSource;
import io.qahan.ingest.conv.GridSize;
import io.qahan.ingest.conv.HeadInput;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.conv.Normalisation;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.OtherSize;
import io.qahan.ingest.torchscript.FeatureMap;
import io.qahan.ingest.torchscript.TorchScript;
import io.qahan.qubo.mask.Objective;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code model.json}: all of a model but its weights. */
final class ModelJson {
  static final String FORMAT = "qahan-model-1";
  static final String PAPER = "paper";
  static final String TORCH_SCRIPT = "torchscript";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private ModelJson() {}

  /**
   * What was read, checked by itself but not yet against the weights.
   *
   * @param version that the file says
   * @param terms of the masks, over as many features as the weights turn out to have
   * @param hasHead whether there are weights of a head
   */
  record Read(
      String name,
      String version,
      ModelOrigin origin,
      Optional<ModelScores> scores,
      ImageShape shape,
      OtherSize otherSize,
      Normalisation normalisation,
      Kind features,
      Terms terms,
      List<String> classes,
      boolean hasHead) {}

  /** What kind of features, and what is said of them. */
  sealed interface Kind {}

  /**
   * Two convolutions.
   *
   * @param channels between them, and of the features
   */
  record PaperKind(List<Integer> channels) implements Kind {}

  /**
   * A network in TorchScript.
   *
   * @param bytes of its file
   * @param sha256 of its file
   * @param output C, H and W
   */
  record TorchScriptKind(String name, String origin, int bytes, String sha256, List<Integer> output)
      implements Kind {}

  /**
   * Of every mask.
   *
   * @param layout how features become blocks
   * @param output what the head sees
   * @param blocks l and m; empty: one feature a block
   * @param kept k; empty: in proportion to the blocks
   */
  record Terms(
      BlockLayout layout,
      HeadInput output,
      Optional<GridSize> blocks,
      Objective objective,
      Optional<Integer> kept,
      double lambda1,
      double lambda2) {
    /**
     * Over the features of such a network.
     *
     * @throws IllegalArgumentException if it cannot be cut so, or k is more than there are blocks
     */
    MaskTerms over(FeatureShape shape) {
      BlockGrid grid = layout.over(shape, blocks);
      return new MaskTerms(
          grid, objective, lambda1, lambda2, kept.orElseGet(grid::defaultKept), output);
    }
  }

  static byte[] bytes(StoredModel model) {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT).put("name", model.name()).put("version", model.version());
    ModelOrigin origin = model.origin();
    root.put("created", origin.created().toString());
    root.putObject("made")
        .put("command", origin.command())
        .put("dataset", origin.dataset())
        .put("seed", origin.seed())
        .put("parent", origin.parent());
    model.scores().ifPresent(scores -> write(scores, model.classes(), root.putObject("scores")));
    FeatureSource features = model.features();
    ImageShape shape = features.shape().input();
    ObjectNode input =
        root.putObject("input")
            .put("channels", shape.channels())
            .put("height", shape.height())
            .put("width", shape.width())
            .put("other", model.otherSize().slug());
    features.normalisation().mean().forEach(input.putArray("mean")::add);
    features.normalisation().std().forEach(input.putArray("std")::add);
    write(features, root.putObject("features"));
    write(model.attention(), root.putObject("attention"));
    ArrayNode classes = root.putArray("classes");
    model.classes().names().forEach(classes::add);
    root.put("head", model.head().isPresent());
    try {
      return JSON.writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a tree of numbers and texts is JSON", e);
    }
  }

  private static void write(FeatureSource features, ObjectNode to) {
    if (features instanceof TorchScript script) {
      to.put("kind", TORCH_SCRIPT).put("version", script.version());
      to.put("name", script.name()).put("origin", script.origin());
      to.put("file", ModelFile.SCRIPT).put("bytes", script.file().length);
      to.put("sha256", script.sha256());
      FeatureMap shape = script.shape();
      to.putArray("output")
          .add(shape.outputChannels())
          .add(shape.featureHeight())
          .add(shape.featureWidth());
      return;
    }
    ConvShape shape = ((FeatureSource.Paper) features).shape();
    to.put("kind", PAPER).put("version", features.version());
    to.putArray("channels").add(shape.hiddenChannels()).add(shape.outputChannels());
  }

  private static void write(ModelScores scores, ClassNames classes, ObjectNode to) {
    to.put("images", scores.images()).put("loss", scores.loss()).put("accuracy", scores.accuracy());
    ArrayNode perClass = to.putArray("classes");
    for (int i = 0; i < scores.perClass().size(); i++) {
      perClass
          .addObject()
          .put("name", classes.of(i))
          .put("images", scores.perClass().get(i).images())
          .put("accuracy", scores.perClass().get(i).accuracy());
    }
  }

  private static void write(MaskTerms terms, ObjectNode to) {
    to.put("objective", slug(terms.objective())).put("layout", slug(terms.grid().layout()));
    to.putArray("blocks").add(terms.grid().rows()).add(terms.grid().columns());
    to.put("k", terms.kept())
        .put("lambda1", terms.lambda1())
        .put("lambda2", terms.lambda2())
        .put("output", slug(terms.output()));
  }

  /** The name of a choice, as the file has it. */
  static String slug(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads, and adds every fault to {@code faults}; what is returned makes sense only if there was
   * none.
   *
   * @return empty if nothing can be told about the fields
   */
  static Optional<Read> read(byte[] bytes, List<String> faults) {
    JsonNode tree;
    try {
      tree = JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      faults.add(
          "[model.json] is not sound JSON (%s, line %s)"
              .formatted(
                  e.getOriginalMessage(),
                  e.getLocation() == null ? 0 : e.getLocation().getLineNr()));
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can be read", e);
    }
    if (tree == null || !tree.isObject()) {
      faults.add("[model.json] is no JSON object");
      return Optional.empty();
    }
    CheckedJson root = new CheckedJson(tree, "", faults);
    if (!FORMAT.equals(tree.path("format").asText())) {
      root.fault("format", FORMAT + "; a newer qahan may read it");
      return Optional.empty();
    }
    root.only(
        "format",
        "name",
        "version",
        "created",
        "made",
        "scores",
        "input",
        "features",
        "attention",
        "classes",
        "head");
    String name = root.text("name");
    StoredModel.faultOfName(name).ifPresent(faults::add);
    List<String> classes = root.texts("classes");
    faults.addAll(ClassNames.faultsOf(classes));
    CheckedJson input = root.object("input");
    ImageShape shape = shape(input, faults);
    return Optional.of(
        new Read(
            name,
            root.text("version"),
            origin(root),
            root.has("scores") ? Optional.of(scores(root.object("scores"))) : Optional.empty(),
            shape,
            otherSize(input),
            normalisation(input, shape, faults),
            features(root.object("features")),
            terms(root.object("attention")),
            classes,
            root.flag("head")));
  }

  private static Kind features(CheckedJson features) {
    String kind = features.choice("kind", List.of(PAPER, TORCH_SCRIPT));
    features.text("version");
    if (kind.equals(PAPER)) {
      features.only("kind", "version", "channels");
      return new PaperKind(features.integers("channels", 2, 1, 4096));
    }
    features.only("kind", "version", "name", "origin", "file", "bytes", "sha256", "output");
    features.choice("file", List.of(ModelFile.SCRIPT));
    return new TorchScriptKind(
        features.text("name"),
        features.text("origin"),
        features.integer("bytes", 1, TorchScript.LARGEST),
        features.text("sha256"),
        features.integers("output", 3, 1, FeatureMap.MOST_FEATURES));
  }

  private static Normalisation normalisation(
      CheckedJson input, ImageShape shape, List<String> faults) {
    try {
      Normalisation normalisation =
          new Normalisation(input.decimals("mean"), input.decimals("std"));
      normalisation.checkChannels(shape.channels());
      return normalisation;
    } catch (IllegalArgumentException e) {
      faults.add("[input]: " + e.getMessage());
      return Normalisation.of(shape);
    }
  }

  private static ModelOrigin origin(CheckedJson root) {
    CheckedJson made = root.object("made").only("command", "dataset", "seed", "parent");
    return new ModelOrigin(
        root.time("created"),
        made.text("command"),
        made.text("dataset"),
        made.integer("seed"),
        made.text("parent"));
  }

  private static ModelScores scores(CheckedJson scores) {
    scores.only("images", "loss", "accuracy", "classes");
    return new ModelScores(
        scores.integer("images", 1, Integer.MAX_VALUE),
        scores.decimal("loss", 0, Double.MAX_VALUE),
        scores.decimal("accuracy", 0, 1),
        scores.objects("classes").stream()
            .map(
                each ->
                    new ModelScores.OfClass(
                        each.only("name", "images", "accuracy")
                            .integer("images", 0, Integer.MAX_VALUE),
                        each.decimal("accuracy", 0, 1)))
            .toList());
  }

  private static ImageShape shape(CheckedJson input, List<String> faults) {
    input.only("channels", "height", "width", "other", "mean", "std");
    int channels = input.integer("channels", 1, 3);
    try {
      return new ImageShape(
          channels, input.integer("height", 1, 16_384), input.integer("width", 1, 16_384));
    } catch (IllegalArgumentException e) {
      faults.add("[input]: " + e.getMessage());
      return ImageShape.MNIST;
    }
  }

  private static OtherSize otherSize(CheckedJson input) {
    return choice(input, "other", OtherSize.class);
  }

  private static Terms terms(CheckedJson attention) {
    attention.only("objective", "layout", "blocks", "k", "lambda1", "lambda2", "output");
    return new Terms(
        choice(attention, "layout", BlockLayout.class),
        choice(attention, "output", HeadInput.class),
        attention.has("blocks")
            ? Optional.of(attention.integers("blocks", 2, 1, 1_000_000))
                .map(size -> new GridSize(size.get(0), size.get(1)))
            : Optional.empty(),
        choice(attention, "objective", Objective.class),
        attention.has("k")
            ? Optional.of(attention.integer("k", 1, Integer.MAX_VALUE))
            : Optional.empty(),
        attention.decimal("lambda1", 0, 1e9),
        attention.decimal("lambda2", 0, 1e9));
  }

  private static <E extends Enum<E>> E choice(CheckedJson from, String field, Class<E> type) {
    List<String> slugs = Stream.of(type.getEnumConstants()).map(ModelJson::slug).toList();
    return Enum.valueOf(type, from.choice(field, slugs).toUpperCase(Locale.ROOT));
  }
}
