package io.qahan.deploy.offline.data;

import java.util.List;
import java.util.Optional;

/**
 * One file of a data set, and where the public has it.
 *
 * @param name of the file
 * @param homes addresses of the file, tried in this order
 * @param sha256 of the file, hexadecimal
 * @param contentSha256 of what a gzipped file holds; a copy that was compressed anew is as good
 */
record RemoteFile(String name, List<String> homes, String sha256, Optional<String> contentSha256) {
  RemoteFile {
    homes = List.copyOf(homes);
  }
}
