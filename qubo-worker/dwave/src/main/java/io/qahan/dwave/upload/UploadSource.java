package io.qahan.dwave.upload;

import java.io.IOException;
import java.io.InputStream;

/** What is uploaded: the same bytes each time it is opened. */
public interface UploadSource {
  /** The exact number of bytes. */
  long size();

  /** The bytes from the first on. */
  InputStream open() throws IOException;
}
