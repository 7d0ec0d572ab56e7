package io.qahan.ingest.torchscript;

import io.qahan.ingest.conv.Normalisation;
import io.qahan.ingest.image.ImageShape;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;

/** Networks of a few weights, which {@code make-networks.py} beside them made. */
public final class SmallNetworks {
  public static final ImageShape INPUT = new ImageShape(1, 8, 8);
  public static final FeatureMap SHAPE = new FeatureMap(INPUT, 3, 2, 4);
  static final Normalisation PIXELS = new Normalisation(List.of(127.0), List.of(128.0));

  private SmallNetworks() {}

  /** One of them, such as {@code small}. */
  public static TorchScript of(String name) throws IOException {
    return new TorchScript(name, "make-networks.py", SHAPE, PIXELS, file(name));
  }

  public static byte[] file(String name) throws IOException {
    try (InputStream file = SmallNetworks.class.getResourceAsStream(name + ".pt")) {
      return Objects.requireNonNull(file, name).readAllBytes();
    }
  }
}
