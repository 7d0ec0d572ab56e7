package io.qahan.ingest.label;

import io.qahan.ingest.http.HttpFault;
import io.qahan.ingest.model.ClassNames;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** A class as a client names it. */
public final class NamedClass {
  private static final int SHOWN = 20;

  private NamedClass() {}

  /**
   * The class of a name, else of a number.
   *
   * @throws HttpFault 400, with what there is, if it is neither
   */
  public static int of(String text, ClassNames classes) {
    OptionalInt label = classes.find(text);
    if (label.isEmpty()) {
      throw unknown(text, classes);
    }
    return label.getAsInt();
  }

  /**
   * The class of a number, whatever the classes are called.
   *
   * @throws HttpFault 400, with what there is, if there is none
   */
  public static int of(long number, ClassNames classes) {
    if (number < 0 || number >= classes.size()) {
      throw unknown(Long.toString(number), classes);
    }
    return (int) number;
  }

  private static HttpFault unknown(String text, ClassNames classes) {
    return HttpFault.badRequest(
        "label-out-of-range",
        String.format(
            Locale.ROOT, "The label is [%s] but there are %d classes.", text, classes.size()),
        String.format(Locale.ROOT, "Give a whole number from 0 to %d", classes.size() - 1)
            + (classes.areNamed() ? ", or a name: " + some(classes.names()) : "")
            + ".");
  }

  private static String some(List<String> names) {
    return names.size() <= SHOWN
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, SHOWN)) + " and others";
  }
}
