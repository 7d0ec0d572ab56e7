package io.qahan.trainer.retrain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What became of the records of a window of the log.
 *
 * @param images in the window, each id once
 * @param repeated records of an id that came again: the newest counts
 * @param unlabelled images whose class nobody has told
 * @param corrected images whose labels disagree: the newest counts
 * @param unknownClass images whose newest label is no class of the model
 * @param undecodable images whose pixels cannot be had
 * @param gone images that the log let go while it was read
 * @param leftOut images older than there was room for
 * @param unreadable records that are no images or no labels
 * @param usable images to train on and to test with
 * @param before how many of the images are of before the window
 */
public record WindowCounts(
    int images,
    int repeated,
    int unlabelled,
    int corrected,
    int unknownClass,
    int undecodable,
    int gone,
    int leftOut,
    int unreadable,
    int usable,
    int before) {

  /** The same once pixels were looked for. */
  WindowCounts withPixels(int undecodable, int gone, int usable) {
    return new WindowCounts(
        images,
        repeated,
        unlabelled,
        corrected,
        unknownClass,
        undecodable,
        gone,
        leftOut,
        unreadable,
        usable,
        before);
  }

  /** For a person, a line for each thing that is to be said. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(Locale.ROOT, "%,d images in the window, %,d of them usable", images, usable));
    say(lines, before, "are of before its begin, chosen at random");
    say(lines, unlabelled, "have no label: nothing is learned from them");
    say(lines, corrected, "have labels that disagree: the newest of each counts");
    say(lines, unknownClass, "have a label that names no class of the model");
    say(lines, undecodable, "cannot be decoded");
    say(lines, gone, "were removed from the log while it was read (retention)");
    say(lines, leftOut, "are older than there is room for (--last, --cache-mib)");
    say(lines, repeated, "records have an id that came again: the newest image of each counts");
    say(lines, unreadable, "records cannot be read");
    return lines;
  }

  private static void say(List<String> lines, int count, String what) {
    if (count > 0) {
      lines.add(String.format(Locale.ROOT, "  %,d %s", count, what));
    }
  }
}
