package io.qahan.deploy.offline.data;

import io.qahan.deploy.cli.CommandFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Takes files from a folder instead of the network, with the same sums.
 *
 * @param folder where they are
 */
record LocalCopies(Path folder) {
  Path copy(RemoteFile file, Path directory) throws IOException {
    Path source = folder.resolve(file.name());
    if (!Files.isRegularFile(source)) {
      throw new CommandFailedException(
          "[%s] is not in [%s]. Its public home is %s"
              .formatted(file.name(), folder, file.homes().get(0)));
    }
    if (!Checksum.matches(source, file)) {
      throw new CommandFailedException(
          "[%s] is not the file as published: its SHA-256 is wrong. Get it again from %s"
              .formatted(source, file.homes().get(0)));
    }
    Path target = directory.resolve(file.name());
    if (!Files.exists(target) || !Files.isSameFile(source, target)) {
      Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
    }
    return target;
  }
}
