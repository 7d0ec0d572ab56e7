package io.qahan.ingest.release;

import io.qahan.ingest.conv.BlockLayout;
import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.ConvWeights;
import io.qahan.ingest.conv.FeatureSource;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.OtherSize;
import io.qahan.ingest.model.ClassNames;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.ModelOrigin;
import io.qahan.ingest.model.StoredModel;
import io.qahan.qubo.mask.Objective;
import io.qahan.schemas.avro.ModelRelease;
import io.qahan.schemas.avro.ReleaseCause;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A small model file, and releases of it.
 *
 * @param model what is in the file
 * @param bytes of the file
 */
@SuppressWarnings("ArrayRecordComponent") // of a test
public record SkyReleases(StoredModel model, byte[] bytes) {
  /** What the models are called. */
  public static final String NAME = "sky";

  private static final ConvShape SHAPE = new ConvShape(new ImageShape(1, 8, 8), 2, 4);

  /**
   * A model of its own for each seed.
   *
   * @param directory where its file is for a while
   */
  public static SkyReleases of(long seed, Path directory) throws IOException {
    StoredModel model =
        new StoredModel(
            NAME,
            new ModelOrigin(Instant.EPOCH, "test", "", seed, ""),
            Optional.empty(),
            OtherSize.REFUSE,
            new FeatureSource.Paper(ConvWeights.random(SHAPE, seed)),
            new MaskTerms(
                BlockLayout.SPATIAL.over(SHAPE, Optional.empty()), Objective.SALIENT, 1, 0.1, 2),
            new ClassNames(List.of("moon", "star")),
            Optional.empty());
    Path file = Files.createTempFile(directory, "made", ModelFile.ENDING);
    ModelFile.write(model, file);
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    return new SkyReleases(model, bytes);
  }

  /** A release that has the file in it. */
  public ModelRelease inRecord(long release) {
    return builder(release).setFile(ByteBuffer.wrap(bytes)).build();
  }

  /** A release whose file is to be fetched. */
  public ModelRelease at(String url, long release) {
    return builder(release).setUrl(url).build();
  }

  /** What both say. */
  public ModelRelease.Builder builder(long release) {
    return ModelRelease.newBuilder()
        .setRelease(release)
        .setVersion(model.version())
        .setSize(bytes.length)
        .setSha256(ReleasedFiles.sha256(bytes))
        .setClasses(2)
        .setCause(ReleaseCause.PUSH)
        .setIssuedAt(Instant.EPOCH);
  }
}
