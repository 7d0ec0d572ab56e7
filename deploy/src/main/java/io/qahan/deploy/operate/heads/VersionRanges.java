package io.qahan.deploy.operate.heads;

import java.util.ArrayList;
import java.util.List;

/** How versions are listed in a message: {@code 1-57, 60}. */
final class VersionRanges {
  private VersionRanges() {}

  static String text(List<Long> versions) {
    List<Long> sorted = versions.stream().distinct().sorted().toList();
    List<String> ranges = new ArrayList<>();
    for (int first = 0; first < sorted.size(); ) {
      int last = first;
      while (last + 1 < sorted.size() && sorted.get(last + 1) == sorted.get(last) + 1) {
        last++;
      }
      ranges.add(
          first == last
              ? sorted.get(first).toString()
              : sorted.get(first) + "-" + sorted.get(last));
      first = last + 1;
    }
    return String.join(", ", ranges);
  }
}
