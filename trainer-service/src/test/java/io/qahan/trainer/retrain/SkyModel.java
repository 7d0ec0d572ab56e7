package io.qahan.trainer.retrain;

import io.qahan.ingest.conv.BlockLayout;
import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.ConvWeights;
import io.qahan.ingest.conv.FeatureSource;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.conv.Normalisation;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.OtherSize;
import io.qahan.ingest.model.ClassNames;
import io.qahan.ingest.model.ModelOrigin;
import io.qahan.ingest.model.StoredModel;
import io.qahan.ingest.torchscript.TorchScript;
import io.qahan.ingest.torchscript.TorchScriptNetwork;
import io.qahan.qubo.mask.Objective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A small model of two classes that has learned nothing. */
final class SkyModel {
  static final ConvShape SHAPE = new ConvShape(new ImageShape(1, 8, 8), 2, 4);

  private static final Path NETWORK =
      Path.of("../ingest-service/src/test/resources/io/qahan/ingest/torchscript/small.pt");

  private SkyModel() {}

  static StoredModel create() {
    return of(new FeatureSource.Paper(ConvWeights.random(SHAPE, 1)), 2);
  }

  /** The same over a network that PyTorch saved. */
  static StoredModel inTorchScript() throws IOException {
    byte[] file = Files.readAllBytes(NETWORK);
    Normalisation pixels = new Normalisation(List.of(127.0), List.of(128.0));
    return of(
        new TorchScript(
            "small", "test", TorchScriptNetwork.shapeOf(file, SHAPE.input(), pixels), pixels, file),
        3);
  }

  private static StoredModel of(FeatureSource features, int kept) {
    return new StoredModel(
        "sky",
        new ModelOrigin(Instant.EPOCH, "test", "", 1, ""),
        Optional.empty(),
        OtherSize.REFUSE,
        features,
        new MaskTerms(
            BlockLayout.SPATIAL.over(features.shape(), Optional.empty()),
            Objective.SALIENT,
            1,
            0.1,
            kept),
        new ClassNames(List.of("moon", "star")),
        Optional.empty());
  }
}
