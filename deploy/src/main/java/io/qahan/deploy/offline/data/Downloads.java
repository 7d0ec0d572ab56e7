package io.qahan.deploy.offline.data;

import io.qahan.deploy.cli.CommandFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Fetches files over HTTP into a directory. What came of a file before a cut stays in {@code
 * NAME.part}, and the next attempt asks for the rest only. A file has its name only once its sum
 * was right. Thread safe.
 */
final class Downloads {
  private static final int ATTEMPTS_PER_HOME = 3;
  private static final int PARTIAL_CONTENT = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final int BUFFER = 1 << 16;

  private final OkHttpClient client;
  private final DownloadListener listener;

  Downloads(OkHttpClient client, DownloadListener listener) {
    this.client = client;
    this.listener = listener;
  }

  /**
   * Returns the file, fetching it unless it is there already and right.
   *
   * @throws CommandFailedException if no home gives it, saying what each answered
   */
  Path fetch(RemoteFile file, Path directory) throws IOException {
    Path target = directory.resolve(file.name());
    if (Files.exists(target) && Checksum.matches(target, file)) {
      listener.present(file);
      return target;
    }
    Path part = directory.resolve(file.name() + ".part");
    Set<String> faults = new LinkedHashSet<>(); // each said once
    for (String home : file.homes()) {
      for (int attempt = 1; attempt <= ATTEMPTS_PER_HOME; attempt++) {
        try {
          load(file, HttpUrl.get(home), part);
        } catch (IOException e) {
          faults.add(
              home + ": " + (e instanceof UnknownHostException ? "unknown host" : e.getMessage()));
          continue; // what has come so far is kept
        }
        if (Checksum.matches(part, file)) {
          listener.finished(file);
          return Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
        faults.add(home + ": the SHA-256 of what came is wrong");
        Files.delete(part);
      }
    }
    throw new CommandFailedException(
        "Cannot get [%s]. Get it by hand and give its folder with --from, or try again later:\n  %s"
            .formatted(file.name(), String.join("\n  ", faults)));
  }

  private void load(RemoteFile file, HttpUrl home, Path part) throws IOException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    Request.Builder request = new Request.Builder().url(home);
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    try (Response response = client.newCall(request.build()).execute()) {
      if (response.code() == RANGE_NOT_SATISFIABLE) {
        return; // all of it is here; the checksum decides
      }
      if (!response.isSuccessful()) {
        throw new IOException("answered " + response.code());
      }
      boolean resumed = response.code() == PARTIAL_CONTENT;
      long length = response.body().contentLength();
      long total = length < 0 ? -1 : length + (resumed ? have : 0);
      try (OutputStream out =
          resumed
              ? Files.newOutputStream(part, StandardOpenOption.APPEND)
              : Files.newOutputStream(part)) {
        copy(file, response.body().byteStream(), out, resumed ? have : 0, total);
      }
    }
  }

  private void copy(RemoteFile file, InputStream in, OutputStream out, long from, long total)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    long done = from;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      out.write(buffer, 0, read);
      done += read;
      listener.progressed(file, done, total);
    }
  }
}
