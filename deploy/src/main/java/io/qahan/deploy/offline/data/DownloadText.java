package io.qahan.deploy.offline.data;

import io.qahan.deploy.cli.TerminalLine;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints how downloads go: a live line on a terminal, a line a file elsewhere. For one thread. */
final class DownloadText implements DownloadListener {
  private static final double MB = 1e6;

  private final TerminalLine line;
  private long shownMegabytes = -1;

  DownloadText(PrintWriter out) {
    this.line = TerminalLine.on(out);
  }

  @Override
  public void present(RemoteFile file) {
    line.print(file.name() + ": already here");
  }

  @Override
  public void progressed(RemoteFile file, long bytes, long total) {
    long megabytes = bytes / (long) MB;
    if (megabytes != shownMegabytes) {
      shownMegabytes = megabytes;
      String of = total < 0 ? "" : String.format(Locale.ROOT, " of %.1f", total / MB);
      line.draw(String.format(Locale.ROOT, "%s: %.1f%s MB", file.name(), bytes / MB, of));
    }
  }

  @Override
  public void finished(RemoteFile file) {
    line.print(file.name() + ": done, SHA-256 right");
  }
}
