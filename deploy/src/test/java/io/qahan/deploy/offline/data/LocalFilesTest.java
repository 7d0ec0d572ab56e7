package io.qahan.deploy.offline.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.deploy.cli.CommandFailedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFilesTest {
  private static final byte[] CONTENT = "the images".getBytes(StandardCharsets.UTF_8);

  @TempDir Path from;
  @TempDir Path to;
  private RemoteFile file;

  @BeforeEach
  void publish() throws Exception {
    file =
        new RemoteFile(
            "data.gz", List.of("https://home/data.gz"), "00", Optional.of(sha256(CONTENT)));
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  @Test
  void shouldTakeACopyThatWasCompressedAnew() throws IOException {
    Files.write(from.resolve("data.gz"), gzip(CONTENT));

    Path copied = new LocalCopies(from).copy(file, to);

    assertThat(copied).hasBinaryContent(gzip(CONTENT));
  }

  @Test
  void shouldRefuseAFileOfOtherContentOrNone() throws IOException {
    assertThatThrownBy(() -> new LocalCopies(from).copy(file, to))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("https://home/data.gz");

    for (byte[] wrong : List.of(gzip(new byte[3]), new byte[] {1, 2, 3})) {
      Files.write(from.resolve("data.gz"), wrong);
      assertThatThrownBy(() -> new LocalCopies(from).copy(file, to))
          .isInstanceOf(CommandFailedException.class)
          .hasMessageContaining("SHA-256");
    }
    assertThat(to).isEmptyDirectory();
  }

  @Test
  void shouldUnpackTheBatchesAndNothingElse() throws IOException {
    Path archive = from.resolve("cifar.tar.gz");
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(archive)))) {
      add(tar, "cifar-10-batches-bin/data_batch_1.bin");
      add(tar, "cifar-10-batches-bin/test_batch.bin");
      add(tar, "../test_batch.bin.sh");
      add(tar, "../../escaped.bin");
      add(tar, "cifar-10-batches-bin/readme.html");
    }

    assertThat(CifarArchive.unpack(archive, to)).isEqualTo(2);

    assertThat(to.resolve("data_batch_1.bin")).hasBinaryContent(CONTENT);
    assertThat(to.toFile().list()).containsExactlyInAnyOrder("data_batch_1.bin", "test_batch.bin");
  }

  private static void add(TarArchiveOutputStream tar, String name) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setSize(CONTENT.length);
    tar.putArchiveEntry(entry);
    tar.write(CONTENT);
    tar.closeArchiveEntry();
  }
}
