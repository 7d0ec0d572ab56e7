package io.qahan.ingest.model;

import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.ConvWeightFile;
import io.qahan.ingest.conv.ConvWeights;
import io.qahan.ingest.conv.FeatureSource;
import io.qahan.ingest.conv.MalformedWeightsException;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.head.HeadShape;
import io.qahan.ingest.torchscript.FeatureMap;
import io.qahan.ingest.torchscript.TorchScript;
import io.qahan.qubo.kernel.WholeFile;
import io.qahan.schemas.topic.Topics;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The model file {@code NAME.qahan}: a zip of {@code model.json}, the features, either {@code
 * conv.safetensors} (a weight file as {@link ConvWeightFile} has it) or {@code features.pt}
 * (TorchScript, which is code for PyTorch), and, if there is a head, {@code head.safetensors}. It
 * is read whole or not at all, and within bounds: a few entries of known names, none larger than it
 * may be whatever the zip says. Nothing of it is run. Thread safe.
 */
public final class ModelFile {
  /** How the name of a model file ends. */
  public static final String ENDING = ".qahan";

  private static final String JSON = "model.json";
  private static final String CONV = "conv.safetensors";
  static final String SCRIPT = "features.pt";
  private static final String HEAD = "head.safetensors";

  /** The most bytes of each entry, unpacked. */
  private static final Map<String, Integer> LARGEST =
      Map.of(
          JSON,
          16 << 20,
          CONV,
          64 << 20,
          SCRIPT,
          TorchScript.LARGEST,
          HEAD,
          Topics.FC_HEADS.maxMessageBytes());

  /** The most bytes of a model file. */
  public static final long LARGEST_FILE = 640L << 20;

  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private ModelFile() {}

  /** Whether a path is that of a model file, by its name. */
  public static boolean isNamed(Path file) {
    return String.valueOf(file.getFileName()).endsWith(ENDING);
  }

  /** Writes a model so that {@code file} is either the whole new file or what it was. */
  public static void write(StoredModel model, Path file) throws IOException {
    WholeFile.write(file, bytes(model));
  }

  private static byte[] bytes(StoredModel model) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries(model).entrySet()) {
        add(zip, entry.getKey(), entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  /** What is in the file of a model, by name and in order. */
  public static Map<String, byte[]> entries(StoredModel model) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put(JSON, ModelJson.bytes(model));
    if (model.features() instanceof TorchScript script) {
      entries.put(SCRIPT, script.file());
    } else {
      entries.put(CONV, ConvWeightFile.bytes(((FeatureSource.Paper) model.features()).weights()));
    }
    model
        .head()
        .ifPresent(head -> entries.put(HEAD, HeadTensors.bytes(head.shape(), head.weights())));
    return entries;
  }

  private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(NO_TIME); // the same model, the same bytes
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  /**
   * Reads a model.
   *
   * @throws MalformedModelException listing every fault that was found
   * @throws UncheckedIOException if the file cannot be read at all
   */
  public static StoredModel read(Path file) {
    List<String> faults = new ArrayList<>();
    try {
      checkSize(file);
      try (ZipFile zip = new ZipFile(file.toFile())) {
        Optional<StoredModel> model = parse(zip, faults);
        if (faults.isEmpty() && model.isPresent()) {
          return model.get();
        }
      }
    } catch (ZipException | EOFException e) {
      faults.add("it is no zip file, or is cut short (%s)".formatted(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read model file [%s] (%s); check its path and rights"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
    throw new MalformedModelException(file.toString(), faults, null);
  }

  /** Of what a zip says of itself nothing is believed. */
  private static void checkSize(Path file) throws IOException {
    if (Files.size(file) > LARGEST_FILE) {
      throw new ZipException(
          String.format(
              Locale.ROOT,
              "%d bytes, where a model has %d at most",
              Files.size(file),
              LARGEST_FILE));
    }
  }

  private static Map<String, ZipEntry> entries(ZipFile zip, List<String> faults) {
    Map<String, ZipEntry> entries = new TreeMap<>();
    Enumeration<? extends ZipEntry> all = zip.entries();
    while (all.hasMoreElements() && faults.size() <= LARGEST.size()) { // more of the same
      ZipEntry entry = all.nextElement();
      if (!LARGEST.containsKey(entry.getName())) {
        faults.add("[%s] does not belong in it".formatted(shortened(entry.getName())));
      } else if (entries.putIfAbsent(entry.getName(), entry) != null) {
        faults.add("[%s] is in it twice".formatted(entry.getName()));
      }
    }
    return entries;
  }

  private static String shortened(String name) {
    return name.length() <= 60 ? name : name.substring(0, 60) + "...";
  }

  /**
   * The content of an entry; nothing, with a fault noted, of what is missing or cannot be taken.
   *
   * @param largest the most bytes that are unpacked
   */
  private static Optional<byte[]> content(
      ZipFile zip, Map<String, ZipEntry> entries, String name, int largest, List<String> faults)
      throws IOException {
    ZipEntry entry = entries.get(name);
    if (entry == null) {
      faults.add("[%s] is missing".formatted(name));
      return Optional.empty();
    }
    byte[] content;
    try (InputStream stream = zip.getInputStream(entry)) {
      content = stream.readNBytes(largest + 1);
    }
    if (content.length > largest) {
      faults.add(String.format(Locale.ROOT, "[%s] unpacks to more than %d bytes", name, largest));
      return Optional.empty();
    }
    CRC32 sum = new CRC32();
    sum.update(content);
    if (entry.getCrc() != sum.getValue() || content.length == 0) {
      faults.add("[%s] is damaged".formatted(name));
      return Optional.empty();
    }
    return Optional.of(content);
  }

  private static Optional<StoredModel> parse(ZipFile zip, List<String> faults) throws IOException {
    Map<String, ZipEntry> entries = entries(zip, faults);
    Optional<ModelJson.Read> json =
        content(zip, entries, JSON, LARGEST.get(JSON), faults)
            .flatMap(bytes -> ModelJson.read(bytes, faults));
    Optional<FeatureSource> features =
        json.isPresent() && json.get().features() instanceof ModelJson.TorchScriptKind kind
            ? script(zip, entries, json.get(), kind, faults)
            : conv(zip, entries, json, faults);
    if (json.isEmpty() || features.isEmpty()) {
      return Optional.empty();
    }
    ModelJson.Read read = json.get();
    Optional<MaskTerms> terms = terms(read, features.get(), faults);
    if (read.hasHead() != entries.containsKey(HEAD)) {
      faults.add(
          "[head] is [%s], but [%s] is %s"
              .formatted(read.hasHead(), HEAD, read.hasHead() ? "missing" : "there"));
    }
    int inputs = terms.map(MaskTerms::headInputs).orElse(features.get().shape().features());
    Optional<String> large = HeadShape.faultOfSize(read.classes().size(), inputs);
    large.ifPresent(faults::add);
    Optional<Head> head = Optional.empty();
    if (read.classes().size() >= 2
        && large.isEmpty()
        && terms.isPresent()
        && entries.containsKey(HEAD)) {
      HeadShape shape = new HeadShape(read.classes().size(), inputs, features.get().version());
      head =
          content(zip, entries, HEAD, LARGEST.get(HEAD), faults)
              .flatMap(bytes -> head(bytes, shape, faults));
    }
    if (!faults.isEmpty()) {
      return Optional.empty();
    }
    try {
      StoredModel model =
          new StoredModel(
              read.name(),
              read.origin(),
              read.scores(),
              read.otherSize(),
              features.get(),
              terms.orElseThrow(),
              new ClassNames(read.classes()),
              head);
      if (!model.version().equals(read.version())) {
        faults.add(
            "[version] is [%s], but its content has [%s]: it was changed by hand or damaged"
                .formatted(shortened(read.version()), model.version()));
      }
      return Optional.of(model);
    } catch (IllegalArgumentException e) {
      faults.add(e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<FeatureSource> conv(
      ZipFile zip,
      Map<String, ZipEntry> entries,
      Optional<ModelJson.Read> json,
      List<String> faults)
      throws IOException {
    if (entries.containsKey(SCRIPT) && json.isPresent()) {
      faults.add("[%s] does not belong in it: [features.kind] is [paper]".formatted(SCRIPT));
    }
    Optional<byte[]> bytes = content(zip, entries, CONV, LARGEST.get(CONV), faults);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    try {
      ConvWeights weights = ConvWeightFile.parse(bytes.get(), CONV);
      json.ifPresent(read -> checkShape(read, weights.shape(), faults));
      return json.isPresent() && faults.isEmpty()
          ? Optional.of(new FeatureSource.Paper(weights, json.get().normalisation()))
          : Optional.of(new FeatureSource.Paper(weights)); // goes on only to find more faults
    } catch (MalformedWeightsException e) {
      faults.add(e.getMessage());
      return Optional.empty();
    }
  }

  private static void checkShape(ModelJson.Read read, ConvShape shape, List<String> faults) {
    if (!shape.input().equals(read.shape())) {
      faults.add(
          "[input] is [%s], but the weights in [%s] take [%s]"
              .formatted(read.shape(), CONV, shape.input()));
    }
    List<Integer> channels = List.of(shape.hiddenChannels(), shape.outputChannels());
    if (read.features() instanceof ModelJson.PaperKind kind && !kind.channels().equals(channels)) {
      faults.add(
          "[features.channels] is %s, but the weights in [%s] have %s"
              .formatted(kind.channels(), CONV, channels));
    }
  }

  /** Unpacks no more than the file is said to have, and takes it only by its hash. */
  private static Optional<FeatureSource> script(
      ZipFile zip,
      Map<String, ZipEntry> entries,
      ModelJson.Read read,
      ModelJson.TorchScriptKind kind,
      List<String> faults)
      throws IOException {
    if (entries.containsKey(CONV)) {
      faults.add("[%s] does not belong in it: [features.kind] is [torchscript]".formatted(CONV));
    }
    Optional<String> large =
        TorchScript.faultOfSize(kind.bytes(), Runtime.getRuntime().maxMemory());
    if (large.isPresent()) {
      faults.add("[features.bytes]: " + large.get());
      return Optional.empty();
    }
    Optional<byte[]> bytes = content(zip, entries, SCRIPT, kind.bytes(), faults);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    if (bytes.get().length != kind.bytes()) {
      faults.add(
          String.format(
              Locale.ROOT,
              "[%s] has [%d] bytes, but [features.bytes] is [%d]",
              SCRIPT,
              bytes.get().length,
              kind.bytes()));
    }
    try {
      FeatureMap shape =
          new FeatureMap(
              read.shape(), kind.output().get(0), kind.output().get(1), kind.output().get(2));
      TorchScript script =
          new TorchScript(kind.name(), kind.origin(), shape, read.normalisation(), bytes.get());
      if (!script.sha256().equals(kind.sha256())) {
        faults.add(
            "[%s] has SHA-256 [%s], but [features.sha256] is [%s]"
                .formatted(SCRIPT, script.sha256(), shortened(kind.sha256())));
      }
      return Optional.of(script);
    } catch (IllegalArgumentException e) {
      faults.add("[features]: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<MaskTerms> terms(
      ModelJson.Read read, FeatureSource features, List<String> faults) {
    try {
      return Optional.of(read.terms().over(features.shape()));
    } catch (IllegalArgumentException e) {
      faults.add("[attention]: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<Head> head(byte[] bytes, HeadShape shape, List<String> faults) {
    try {
      return Optional.of(StoredModel.headOf(shape, HeadTensors.read(bytes, shape)));
    } catch (HeadRefusedException | IllegalArgumentException e) {
      faults.add("[%s]: %s".formatted(HEAD, e.getMessage()));
      return Optional.empty();
    }
  }
}
