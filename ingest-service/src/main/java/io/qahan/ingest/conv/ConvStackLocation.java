package io.qahan.ingest.conv;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a conv stack is, as settings and command lines write it: {@code builtin:mnist}, {@code
 * builtin:cifar10} or the path of a weight file.
 */
public sealed interface ConvStackLocation {
  /** The names that {@code builtin:} takes. */
  List<String> BUILTIN = List.of("mnist", "cifar10");

  /**
   * Loads it.
   *
   * @throws MalformedWeightsException if it is not a sound weight file, or not built in
   * @throws java.io.UncheckedIOException if the file cannot be read
   */
  ConvStack open();

  /** The location that {@code text} names; IllegalArgumentException if it names none. */
  static ConvStackLocation parse(String text) {
    String prefix = "builtin:";
    if (text.startsWith(prefix)) {
      String name = text.substring(prefix.length());
      if (!BUILTIN.contains(name)) {
        throw new IllegalArgumentException("builtin:mnist, builtin:cifar10 or a file");
      }
      return new Builtin(name);
    }
    if (text.isBlank()) {
      throw new IllegalArgumentException("builtin:mnist, builtin:cifar10 or a file");
    }
    return new WeightFile(Path.of(text));
  }

  /** A conv stack that ships with the product. */
  record Builtin(String name) implements ConvStackLocation {
    /** Its place on the class path. */
    public String resource() {
      return "io/qahan/ingest/conv/" + name + ".safetensors";
    }

    @Override
    public ConvStack open() {
      return ConvStack.loadResource(resource());
    }
  }

  /** A weight file of the user's. */
  record WeightFile(Path path) implements ConvStackLocation {
    @Override
    public ConvStack open() {
      return ConvStack.load(path);
    }
  }
}
