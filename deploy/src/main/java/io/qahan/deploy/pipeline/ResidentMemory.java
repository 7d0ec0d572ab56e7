package io.qahan.deploy.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Memory of a process as the operating system counts it, native memory included. */
public final class ResidentMemory {
  private static final String THIS = "self";

  private ResidentMemory() {}

  /** The most it has held so far, in MiB; null where the system does not say. */
  public static Integer peakMiB() {
    return read(THIS, "VmHWM");
  }

  /** What it holds now, in MiB; null where the system does not say. */
  public static Integer nowMiB() {
    return read(THIS, "VmRSS");
  }

  /**
   * What another process holds now, in MiB; null where the system does not say, or it has ended.
   */
  public static Integer nowMiB(ProcessHandle process) {
    return read(Long.toString(process.pid()), "VmRSS");
  }

  private static Integer read(String process, String field) {
    try {
      Matcher matcher =
          Pattern.compile(field + ":\\s+(\\d+) kB")
              .matcher(Files.readString(Path.of("/proc", process, "status")));
      return matcher.find() ? Integer.valueOf(Integer.parseInt(matcher.group(1)) / 1024) : null;
    } catch (IOException e) { // not Linux, or no such process
      return null;
    }
  }
}
