package io.qahan.ingest.dataset;

import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** A file or a resource, unzipped on the way if it is gzipped. */
interface ByteSource {

  /** Opens the bytes as they are stored. */
  InputStream openStored() throws IOException;

  /** What to call it in messages. */
  String name();

  /** Opens the bytes, unzipped. */
  default InputStream open() throws IOException {
    BufferedInputStream stored = new BufferedInputStream(openStored(), 1 << 16);
    try {
      stored.mark(2);
      boolean gzipped = stored.read() == 0x1F && stored.read() == 0x8B;
      stored.reset();
      return gzipped ? new GZIPInputStream(stored, 1 << 16) : stored;
    } catch (IOException e) {
      stored.close();
      throw e;
    }
  }

  static ByteSource file(Path path) {
    return new ByteSource() {
      @Override
      public InputStream openStored() throws IOException {
        return Files.newInputStream(path);
      }

      @Override
      public String name() {
        return path.toString();
      }
    };
  }

  /** A resource next to this class. */
  static ByteSource resource(String resource) {
    return new ByteSource() {
      @Override
      public InputStream openStored() throws IOException {
        InputStream stream = ByteSource.class.getResourceAsStream(resource);
        if (stream == null) {
          throw new FileNotFoundException(resource);
        }
        return stream;
      }

      @Override
      public String name() {
        return resource;
      }
    };
  }
}
