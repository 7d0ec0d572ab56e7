package io.qahan.ingest.model;

import io.qahan.ingest.conv.FeatureSource;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadLineage;
import io.qahan.ingest.head.HeadProgress;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.head.HeadShape;
import io.qahan.ingest.image.OtherSize;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A whole model: everything that decides how an image is answered, and how it came about. Its parts
 * fit each other. Immutable, thread safe.
 *
 * @param name what people call it, which is also the key of its heads in Kafka
 * @param origin how it came about
 * @param scores on held-out images; empty if it was never tried
 * @param otherSize what happens to images of another size
 * @param features where they come from, and with it the shape of an image
 * @param attention the terms of every mask
 * @param classes by name
 * @param head version 0 of its heads: what a new stream is answered with and learns on from; empty
 *     for zeros
 */
public record StoredModel(
    String name,
    ModelOrigin origin,
    Optional<ModelScores> scores,
    OtherSize otherSize,
    FeatureSource features,
    MaskTerms attention,
    ClassNames classes,
    Optional<Head> head) {
  private static final String NAME = "[a-z0-9][a-z0-9.-]{0,63}";

  /**
   * @throws IllegalArgumentException if the parts do not fit each other
   */
  public StoredModel {
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(otherSize, "otherSize");
    faultOfName(name)
        .ifPresent(
            fault -> {
              throw new IllegalArgumentException(fault);
            });
    if (attention.grid().features() != features.shape().features()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "masks over [%d] features, but the network has [%d]",
              attention.grid().features(),
              features.shape().features()));
    }
    HeadShape.faultOfSize(classes.size(), attention.headInputs())
        .ifPresent(
            fault -> {
              throw new IllegalArgumentException(fault);
            });
    head = head.map(content -> content.belongingTo("")); // a version is not part of itself
    HeadShape shape = contentShape(classes, attention, features);
    if (head.isPresent() && !head.get().shape().equals(shape)) {
      throw new IllegalArgumentException(
          "the head is of [%s], but the model takes one of [%s]"
              .formatted(head.get().shape(), shape));
    }
  }

  /** Says what is wrong with a name; empty if nothing is. */
  public static Optional<String> faultOfName(String name) {
    return name != null && name.matches(NAME)
        ? Optional.empty()
        : Optional.of(
            "name [%s] must be 1 to 64 lower-case letters, digits, dots and dashes"
                .formatted(name));
  }

  /** The shape of the head in the file, which cannot name a version that it is part of. */
  private static HeadShape contentShape(
      ClassNames classes, MaskTerms attention, FeatureSource features) {
    return new HeadShape(classes.size(), attention.headInputs(), features.version());
  }

  /** What a head of this version of the model looks like. */
  public HeadShape headShape() {
    return contentShape(classes, attention, features).of(version());
  }

  /** The head that a new stream starts with: that of the file, else one of zeros. */
  public Head firstHead() {
    return head.map(content -> content.belongingTo(version()))
        .orElseGet(() -> Head.untrained(headShape()));
  }

  /** The same model with another head in its file, or with none. */
  public StoredModel withHead(Optional<Head> other) {
    return new StoredModel(name, origin, scores, otherSize, features, attention, classes, other);
  }

  /**
   * Version 0 with such weights.
   *
   * @param weights W row-major, one row a class, then b; copied
   * @throws HeadRefusedException if they are of another number, or no numbers
   */
  public static Head headOf(HeadShape shape, float[] weights) throws HeadRefusedException {
    return Head.of(shape, HeadLineage.ROOT, HeadProgress.NONE, weights);
  }

  /**
   * SHA-256 over everything that decides an answer, hexadecimal: two files of one version answer
   * alike. When and how it was made, and what it scored, is not in it.
   */
  public String version() {
    return ModelVersion.of(this);
  }

  /** Name and the first eight digits of the version, for people. */
  public String label() {
    return name + "-" + version().substring(0, 8);
  }
}
