package io.qahan.deploy.offline.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** The CIFAR-10 archive. */
final class CifarArchive {
  /** The last part of a name only: nothing can be written outside the directory. */
  private static final Pattern WANTED =
      Pattern.compile("(?:.*/)?(data_batch_[1-5]\\.bin|test_batch\\.bin|batches\\.meta\\.txt)");

  private CifarArchive() {}

  /** Writes its batches into a directory, flat; returns how many files. */
  static int unpack(Path archive, Path directory) throws IOException {
    int count = 0;
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new GZIPInputStream(new BufferedInputStream(Files.newInputStream(archive))))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        var name = WANTED.matcher(entry.getName());
        if (entry.isFile() && name.matches()) {
          Files.copy(tar, directory.resolve(name.group(1)), StandardCopyOption.REPLACE_EXISTING);
          count++;
        }
      }
    }
    return count;
  }
}
