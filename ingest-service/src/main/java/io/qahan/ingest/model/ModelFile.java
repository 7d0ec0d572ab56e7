package io.qahan.ingest.model;

import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.ConvWeightFile;
import io.qahan.ingest.conv.ConvWeights;
import io.qahan.ingest.conv.MalformedWeightsException;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.head.HeadShape;
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
 * The model file {@code NAME.qahan}: a zip of {@code model.json}, {@code conv.safetensors} (a
 * weight file as {@link ConvWeightFile} has it) and, if there is a head, {@code head.safetensors}.
 * Nothing in it is code. It is read whole or not at all, and within bounds: a few entries of known
 * names, none larger than it may be whatever the zip says. Thread safe.
 */
public final class ModelFile {
  /** How the name of a model file ends. */
  public static final String ENDING = ".qahan";

  private static final String JSON = "model.json";
  private static final String CONV = "conv.safetensors";
  private static final String HEAD = "head.safetensors";

  /** The most bytes of each entry, unpacked. */
  private static final Map<String, Integer> LARGEST =
      Map.of(JSON, 16 << 20, CONV, 64 << 20, HEAD, Topics.FC_HEADS.maxMessageBytes());

  private static final long LARGEST_FILE = 128L << 20;
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
      add(zip, JSON, ModelJson.bytes(model));
      add(zip, CONV, ConvWeightFile.bytes(model.conv()));
      if (model.head().isPresent()) {
        Head head = model.head().get();
        add(zip, HEAD, HeadTensors.bytes(head.shape(), head.weights()));
      }
    }
    return bytes.toByteArray();
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
      Map<String, byte[]> entries = entries(file, faults);
      Optional<StoredModel> model = parse(entries, faults);
      if (faults.isEmpty() && model.isPresent()) {
        return model.get();
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

  private static Map<String, byte[]> entries(Path file, List<String> faults) throws IOException {
    if (Files.size(file) > LARGEST_FILE) { // of what the zip says of itself nothing is believed
      throw new ZipException(
          String.format(
              Locale.ROOT,
              "%d bytes, where a model has %d at most",
              Files.size(file),
              LARGEST_FILE));
    }
    Map<String, byte[]> entries = new TreeMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      Enumeration<? extends ZipEntry> all = zip.entries();
      while (all.hasMoreElements()) {
        ZipEntry entry = all.nextElement();
        Integer largest = LARGEST.get(entry.getName());
        if (largest == null) {
          faults.add("[%s] does not belong in it".formatted(shortened(entry.getName())));
        } else if (entries.containsKey(entry.getName())) {
          faults.add("[%s] is in it twice".formatted(entry.getName()));
        } else {
          entries.put(entry.getName(), content(zip, entry, largest, faults));
        }
        if (faults.size() > LARGEST.size()) {
          break; // more of the same
        }
      }
    }
    for (String needed : List.of(JSON, CONV)) {
      if (!entries.containsKey(needed)) {
        faults.add("[%s] is missing".formatted(needed));
      }
    }
    entries.values().removeIf(content -> content.length == 0);
    return entries;
  }

  private static String shortened(String name) {
    return name.length() <= 60 ? name : name.substring(0, 60) + "...";
  }

  /** Nothing of what cannot be taken. */
  private static byte[] content(ZipFile zip, ZipEntry entry, int largest, List<String> faults)
      throws IOException {
    byte[] content;
    try (InputStream stream = zip.getInputStream(entry)) {
      content = stream.readNBytes(largest + 1);
    }
    if (content.length > largest) {
      faults.add(
          String.format(
              Locale.ROOT, "[%s] unpacks to more than %d bytes", entry.getName(), largest));
      return new byte[0];
    }
    CRC32 sum = new CRC32();
    sum.update(content);
    if (entry.getCrc() != sum.getValue() || content.length == 0) {
      faults.add("[%s] is damaged".formatted(entry.getName()));
      return new byte[0];
    }
    return content;
  }

  private static Optional<StoredModel> parse(Map<String, byte[]> entries, List<String> faults) {
    Optional<ModelJson.Read> json =
        Optional.ofNullable(entries.get(JSON)).flatMap(bytes -> ModelJson.read(bytes, faults));
    Optional<ConvWeights> conv =
        Optional.ofNullable(entries.get(CONV)).flatMap(bytes -> conv(bytes, faults));
    if (json.isEmpty() || conv.isEmpty()) {
      return Optional.empty();
    }
    ModelJson.Read read = json.get();
    checkShape(read, conv.get().shape(), faults);
    Optional<MaskTerms> terms = terms(read, conv.get(), faults);
    if (read.hasHead() != entries.containsKey(HEAD)) {
      faults.add(
          "[head] is [%s], but [%s] is %s"
              .formatted(read.hasHead(), HEAD, read.hasHead() ? "missing" : "there"));
    }
    int inputs = terms.map(MaskTerms::headInputs).orElse(conv.get().shape().features());
    Optional<String> large = HeadShape.faultOfSize(read.classes().size(), inputs);
    large.ifPresent(faults::add);
    Optional<Head> head =
        read.classes().size() < 2 || large.isPresent() || terms.isEmpty()
            ? Optional.empty()
            : Optional.ofNullable(entries.get(HEAD))
                .flatMap(
                    bytes ->
                        head(
                            bytes,
                            new HeadShape(read.classes().size(), inputs, conv.get().version()),
                            faults));
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
              conv.get(),
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

  private static void checkShape(ModelJson.Read read, ConvShape shape, List<String> faults) {
    if (!shape.input().equals(read.shape())) {
      faults.add(
          "[input] is [%s], but the weights in [%s] take [%s]"
              .formatted(read.shape(), CONV, shape.input()));
    }
    if (!read.channels().equals(List.of(shape.hiddenChannels(), shape.outputChannels()))) {
      faults.add(
          "[features.channels] is %s, but the weights in [%s] have [%s, %s]"
              .formatted(read.channels(), CONV, shape.hiddenChannels(), shape.outputChannels()));
    }
  }

  private static Optional<ConvWeights> conv(byte[] bytes, List<String> faults) {
    try {
      return Optional.of(ConvWeightFile.parse(bytes, CONV));
    } catch (MalformedWeightsException e) {
      faults.add(e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<MaskTerms> terms(
      ModelJson.Read read, ConvWeights conv, List<String> faults) {
    try {
      return Optional.of(read.terms().over(conv.shape()));
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
