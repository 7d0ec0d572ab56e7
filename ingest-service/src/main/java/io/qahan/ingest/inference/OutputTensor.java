package io.qahan.ingest.inference;

import io.qahan.ingest.serving.ImageModel;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What an answer can have: a tensor each, whose first dimension is the image. */
enum OutputTensor {
  /** Its name; empty if there is no answer. */
  CLASS("BYTES", "what the class is called; empty without an answer"),
  /** Its number. */
  CLASS_INDEX("INT64", "the class; -1 without an answer"),
  CONFIDENCE("FP32", "the class's probability; 0 without an answer"),
  PROBABILITIES("FP32", "one a class; 0 without an answer"),
  STATE("BYTES", "answered, degraded, pending, refused or failed"),
  ERROR("BYTES", "why there is no answer; else empty"),
  IMAGE_ID("BYTES", "for labels, and for GET /predictions/{id}"),
  /** Large, so given only if asked for. */
  MASK("BOOL", "the kept blocks; only if asked for");

  private final String datatype;
  private final String meaning;

  OutputTensor(String datatype, String meaning) {
    this.datatype = datatype;
    this.meaning = meaning;
  }

  /** As clients name it. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  String datatype() {
    return datatype;
  }

  String meaning() {
    return meaning;
  }

  /** Its dimensions behind the first. */
  List<Integer> inner(ImageModel model) {
    return switch (this) {
      case PROBABILITIES -> List.of(model.classes().size());
      case MASK -> List.of(model.attention().grid().rows(), model.attention().grid().columns());
      default -> List.of();
    };
  }

  static Optional<OutputTensor> find(String label) {
    return Arrays.stream(values()).filter(output -> output.label().equals(label)).findFirst();
  }

  /** What is given to who asks for nothing in particular. */
  static List<RequestedOutput> unasked() {
    return Arrays.stream(values())
        .filter(output -> output != MASK)
        .map(output -> new RequestedOutput(output, Optional.empty(), 0))
        .toList();
  }

  /** For people. */
  static List<String> names() {
    return Arrays.stream(values()).map(OutputTensor::label).toList();
  }
}
