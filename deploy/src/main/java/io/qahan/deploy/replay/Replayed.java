package io.qahan.deploy.replay;

import java.util.List;
import java.util.Locale;

/**
 * What was copied, and how to go on.
 *
 * @param from ISO 8601
 * @param until ISO 8601; null if to the end
 * @param prefix of the new topics
 * @param partitions of the new topics that are keyed by image id
 */
record Replayed(
    String from, String until, String prefix, int partitions, long images, long labels) {
  List<String> lines() {
    return List.of(
        String.format(
            Locale.ROOT,
            "%d images and %d labels from %s%s are now under [%s]",
            images,
            labels,
            from,
            until == null ? " on" : " until " + until,
            prefix),
        String.format(
            Locale.ROOT,
            "services that work on them: -D topic.prefix=%s -D topic.partitions=%d",
            prefix,
            partitions));
  }
}
