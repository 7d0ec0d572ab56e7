package io.qahan.ingest.model;

import io.qahan.ingest.conv.ConvWeights;
import io.qahan.ingest.conv.FeatureSource;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.conv.Normalisation;
import io.qahan.ingest.torchscript.FeatureMap;
import io.qahan.ingest.torchscript.TorchScript;
import io.qahan.schemas.codec.LittleEndian;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The content hash of a model. */
final class ModelVersion {
  private ModelVersion() {}

  /** SHA-256 of everything that decides an answer, whatever Java or zip wrote it. */
  static String of(StoredModel model) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (DataOutputStream out =
          new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
        write(model, out);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    } catch (IOException e) {
      throw new UncheckedIOException("nothing is written anywhere", e);
    }
  }

  private static void write(FeatureSource features, DataOutputStream out) throws IOException {
    if (features instanceof TorchScript script) {
      FeatureMap shape = script.shape();
      out.writeUTF(ModelJson.TORCH_SCRIPT);
      out.writeUTF(script.name());
      out.writeUTF(script.sha256());
      out.writeUTF(shape.input().toString());
      out.writeUTF(shape.toString());
      out.write(script.normalisation().toBytes());
      return;
    }
    ConvWeights weights = ((FeatureSource.Paper) features).weights();
    out.writeUTF(ModelJson.PAPER);
    out.writeUTF(weights.name());
    out.writeUTF(weights.sha256()); // over the input's shape too
    if (!features.normalisation().equals(Normalisation.of(features.shape().input()))) {
      out.write(features.normalisation().toBytes()); // versions are older than the choice
    }
  }

  private static void write(StoredModel model, DataOutputStream out) throws IOException {
    out.writeUTF(ModelJson.FORMAT);
    out.writeUTF(model.name());
    out.writeUTF(model.otherSize().slug());
    write(model.features(), out);
    MaskTerms terms = model.attention();
    out.writeUTF(ModelJson.slug(terms.grid().layout()));
    out.writeInt(terms.grid().rows());
    out.writeInt(terms.grid().columns());
    out.writeUTF(terms.objective().name());
    out.writeInt(terms.kept());
    out.writeLong(Double.doubleToLongBits(terms.lambda1()));
    out.writeLong(Double.doubleToLongBits(terms.lambda2()));
    out.writeUTF(ModelJson.slug(terms.output()));
    out.writeInt(model.classes().size());
    for (String name : model.classes().names()) {
      out.writeUTF(name);
    }
    out.writeBoolean(model.head().isPresent());
    if (model.head().isPresent()) {
      out.write(LittleEndian.floats(model.head().get().weights()).array());
    }
  }
}
