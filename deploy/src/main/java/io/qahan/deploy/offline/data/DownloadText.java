package io.qahan.deploy.offline.data;

import io.qahan.deploy.cli.TextDisplay;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints how downloads go: a live line on a terminal, a line a file elsewhere. For one thread. */
final class DownloadText implements DownloadListener {
  private static final double MB = 1e6;
  private static final String ERASE_LINE = "\r\u001B[K";

  private final PrintWriter out;
  private final boolean terminal = TextDisplay.isTerminal();
  private long shownMegabytes = -1;

  DownloadText(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void present(RemoteFile file) {
    print(file.name() + ": already here", true);
  }

  @Override
  public void progressed(RemoteFile file, long bytes, long total) {
    long megabytes = bytes / (long) MB;
    if (terminal && megabytes != shownMegabytes) {
      shownMegabytes = megabytes;
      String of = total < 0 ? "" : String.format(Locale.ROOT, " of %.1f", total / MB);
      print(String.format(Locale.ROOT, "%s: %.1f%s MB", file.name(), bytes / MB, of), false);
    }
  }

  @Override
  public void finished(RemoteFile file) {
    print(file.name() + ": done, SHA-256 right", true);
  }

  private void print(String text, boolean stays) {
    out.print(terminal ? ERASE_LINE + text : text);
    if (stays) {
      out.println();
    }
    out.flush();
  }
}
