package io.qahan.deploy.prove.ledger;

import io.qahan.deploy.prove.ledger.Breach.Promise;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.generic.GenericRecord;

/** The line of heads, and which of them predictions name. For one thread. */
final class HeadBooks {
  /** So long superseded heads are kept at least; holes of before are the cleaner's. */
  private static final long KEPT = Duration.ofDays(7).toMillis();

  private final Map<String, TreeMap<Long, Head>> lines = new HashMap<>();
  private final Map<Named, String> named = new HashMap<>();
  private final Map<String, Head> live = new HashMap<>();
  private final List<Breach> found = new ArrayList<>();
  private long published;

  private record Head(long version, String sha256, long examples, long time) {}

  /**
   * A head as predictions name it.
   *
   * @param of the model version and the conv stack for version 0, which is in no topic; else empty
   */
  private record Named(long version, String sha256, String of) {}

  void published(String model, long time, GenericRecord record) {
    published++;
    Head head = headOf(record, time);
    String subject = String.format(Locale.ROOT, "head %d of [%s]", head.version(), model);
    String hash = hashOf(record);
    if (!hash.equals(head.sha256())) {
      lineage(
          subject, "it says that its hash is [%s], and has [%s]".formatted(head.sha256(), hash));
    }
    TreeMap<Long, Head> line = lines.computeIfAbsent(model, key -> new TreeMap<>());
    if (!line.isEmpty()) {
      Head before = line.lastEntry().getValue();
      boolean cleaned = time - before.time() > KEPT;
      if (head.version() <= before.version()) {
        lineage(subject, "it comes after version %s".formatted(before.version()));
      } else if (head.version() != before.version() + 1 && !cleaned) {
        lineage(
            subject, "it comes after version %s, with none between".formatted(before.version()));
      }
      if (head.examples() < before.examples()) {
        lineage(
            subject,
            String.format(
                Locale.ROOT,
                "it has learned from %d examples, the one before from %d",
                head.examples(),
                before.examples()));
      }
    }
    long parent = (Long) record.get("parent");
    if (parent != head.version() - 1) {
      lineage(subject, "its parent is [%s]".formatted(parent));
    }
    Object restored = record.get("restoredFrom");
    if (restored != null && (Long) restored >= head.version()) {
      lineage(subject, "it repeats [%s], which is no head before it".formatted(restored));
    }
    line.putIfAbsent(head.version(), head);
  }

  private static Head headOf(GenericRecord record, long time) {
    return new Head(
        (Long) record.get("version"),
        record.get("sha256").toString(),
        (Long) record.get("examples"),
        time);
  }

  /** The head that a training state has serve. */
  void live(String model, GenericRecord state) {
    live.put(model, headOf((GenericRecord) state.get("live"), 0));
  }

  void named(String id, GenericRecord prediction) {
    long version = (Long) prediction.get("headVersion");
    String of =
        version > 0 ? "" : prediction.get("modelVersion") + "/" + prediction.get("convVersion");
    named.putIfAbsent(new Named(version, prediction.get("headHash").toString(), of), id);
  }

  Judgement.Heads judge(List<Breach> breaches) {
    breaches.addAll(found);
    live.forEach(
        (model, head) -> {
          Head known = lines.getOrDefault(model, new TreeMap<>()).get(head.version());
          if (head.version() > 0 && (known == null || !known.sha256().equals(head.sha256()))) {
            breaches.add(
                new Breach(
                    Promise.LINEAGE,
                    "the newest state of [%s]".formatted(model),
                    "it has head %s serve, which is not in the topic".formatted(head.version())));
          }
        });
    Map<String, String> untrained = new HashMap<>();
    named.forEach((head, id) -> judge(head, id, untrained, breaches));
    long newest =
        lines.values().stream()
            .filter(line -> !line.isEmpty())
            .mapToLong(TreeMap::lastKey)
            .max()
            .orElse(0);
    return new Judgement.Heads(published, newest, named.size());
  }

  private void judge(Named head, String id, Map<String, String> untrained, List<Breach> breaches) {
    if (head.version() == 0) {
      String other = untrained.putIfAbsent(head.of(), head.sha256());
      if (other != null && !other.equals(head.sha256())) {
        unknown(id, "version 0 of one model has two hashes", breaches);
      }
      return;
    }
    boolean cleaned = lines.values().stream().allMatch(line -> head.version() < line.firstKey());
    boolean known =
        lines.values().stream()
            .map(line -> line.get(head.version()))
            .anyMatch(published -> published != null && published.sha256().equals(head.sha256()));
    if (!known && (lines.isEmpty() || !cleaned)) {
      unknown(id, "it names head %s, [%s]".formatted(head.version(), head.sha256()), breaches);
    }
  }

  private static void unknown(String id, String detail, List<Breach> breaches) {
    breaches.add(new Breach(Promise.UNKNOWN_HEAD, id, detail));
  }

  /** Of the shape, then the weights, as the schema says. */
  private static String hashOf(GenericRecord head) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Object size : (List<?>) head.get("shape")) {
        digest.update(
            ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((Integer) size)
                .flip());
      }
      digest.update(((ByteBuffer) head.get("weights")).duplicate());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private void lineage(String subject, String detail) {
    found.add(new Breach(Promise.LINEAGE, subject, detail));
  }
}
