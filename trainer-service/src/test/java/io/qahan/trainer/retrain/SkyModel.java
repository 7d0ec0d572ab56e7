package io.qahan.trainer.retrain;

import io.qahan.ingest.conv.BlockLayout;
import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.ConvWeights;
import io.qahan.ingest.conv.FeatureSource;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.OtherSize;
import io.qahan.ingest.model.ClassNames;
import io.qahan.ingest.model.ModelOrigin;
import io.qahan.ingest.model.StoredModel;
import io.qahan.qubo.mask.Objective;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A small model of two classes that has learned nothing. */
final class SkyModel {
  static final ConvShape SHAPE = new ConvShape(new ImageShape(1, 8, 8), 2, 4);

  private SkyModel() {}

  static StoredModel create() {
    return new StoredModel(
        "sky",
        new ModelOrigin(Instant.EPOCH, "test", "", 1, ""),
        Optional.empty(),
        OtherSize.REFUSE,
        new FeatureSource.Paper(ConvWeights.random(SHAPE, 1)),
        new MaskTerms(
            BlockLayout.SPATIAL.over(SHAPE, Optional.empty()), Objective.SALIENT, 1, 0.1, 2),
        new ClassNames(List.of("moon", "star")),
        Optional.empty());
  }
}
