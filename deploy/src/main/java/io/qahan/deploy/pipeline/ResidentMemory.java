package io.qahan.deploy.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Memory of this process as the operating system counts it, native memory included. */
public final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private ResidentMemory() {}

  /** The most it has held so far, in MiB; null where the system does not say. */
  public static Integer peakMiB() {
    return read("VmHWM");
  }

  /** What it holds now, in MiB; null where the system does not say. */
  public static Integer nowMiB() {
    return read("VmRSS");
  }

  private static Integer read(String field) {
    try {
      Matcher matcher = Pattern.compile(field + ":\\s+(\\d+) kB").matcher(Files.readString(STATUS));
      return matcher.find() ? Integer.valueOf(Integer.parseInt(matcher.group(1)) / 1024) : null;
    } catch (IOException e) { // not Linux
      return null;
    }
  }
}
