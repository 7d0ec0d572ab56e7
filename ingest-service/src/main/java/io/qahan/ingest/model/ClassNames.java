package io.qahan.ingest.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What the classes 0, 1, 2 and so on are called. Immutable, thread safe.
 *
 * @param names in the order of the classes, each once
 */
public record ClassNames(List<String> names) {
  /** The most classes that there may be. */
  public static final int MOST = 100_000;

  private static final int LONGEST = 100;
  private static final int SHOWN = 5;

  /**
   * @throws IllegalArgumentException listing every fault
   */
  public ClassNames {
    names = List.copyOf(names);
    List<String> faults = faultsOf(names);
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", faults));
    }
  }

  /** Classes that nobody named: they are called by their numbers. */
  public static ClassNames numbered(int classes) {
    return new ClassNames(IntStream.range(0, classes).mapToObj(Integer::toString).toList());
  }

  /** Whether a person named them, so that a name says more than the number. */
  public boolean areNamed() {
    return !equals(numbered(names.size()));
  }

  /** Everything that is wrong with such names; empty if nothing is. */
  static List<String> faultsOf(List<String> names) {
    List<String> faults = new ArrayList<>();
    if (names.size() < 2 || names.size() > MOST) {
      faults.add(
          String.format(
              Locale.ROOT, "there are [%d] classes, but must be from 2 to %d", names.size(), MOST));
    }
    Set<String> seen = new HashSet<>();
    List<String> twice = new ArrayList<>();
    List<String> unfit = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (name.isBlank()
          || name.length() > LONGEST
          || name.chars().anyMatch(Character::isISOControl)) {
        unfit.add(Integer.toString(i));
      } else if (!seen.add(name)) {
        twice.add(name);
      }
    }
    if (!unfit.isEmpty()) {
      faults.add(
          "classes %s have names that are empty, longer than %s characters or not printable"
              .formatted(some(unfit), LONGEST));
    }
    if (!twice.isEmpty()) {
      faults.add(
          "more than one class is called %s; give each a name of its own".formatted(some(twice)));
    }
    return faults;
  }

  private static String some(List<String> words) {
    return words.size() <= SHOWN
        ? words.toString()
        : words.subList(0, SHOWN) + " and " + (words.size() - SHOWN) + " more";
  }

  /** How many there are. */
  public int size() {
    return names.size();
  }

  /** The name of a class, or its number where it is none of these. */
  public String of(int label) {
    return label >= 0 && label < names.size() ? names.get(label) : Integer.toString(label);
  }

  /**
   * The class that a person means: by its name, else by its number. A name that looks like a number
   * is a name.
   *
   * @return empty if it is neither
   */
  public OptionalInt find(String text) {
    int named = names.indexOf(text);
    if (named >= 0) {
      return OptionalInt.of(named);
    }
    try {
      int number = Integer.parseInt(text);
      return number >= 0 && number < names.size() ? OptionalInt.of(number) : OptionalInt.empty();
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }
}
