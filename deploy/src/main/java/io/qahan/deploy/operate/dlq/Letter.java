package io.qahan.deploy.operate.dlq;

import io.qahan.schemas.topic.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A dead letter without its bytes.
 *
 * @param at when it was set aside, ISO 8601
 * @param key of the original record, as text
 * @param stage the part of the pipeline that gave up
 * @param cause a short slug
 * @param message what is wrong and what to try
 * @param origin full name of the topic it came from; empty if it does not say
 * @param originPartition and {@code originOffset}: its place there, as text
 * @param bytes length of the original value
 * @param cut whether the letter has only the beginning of its record
 * @param sha256 of the original value, hexadecimal, if it is cut; else empty
 * @param replayed whether it was sent back before
 */
record Letter(
    LetterId id,
    String at,
    String key,
    String stage,
    String cause,
    String message,
    String origin,
    String originPartition,
    String originOffset,
    long bytes,
    boolean cut,
    String sha256,
    boolean replayed) {
  private static final int LONGEST = 60;

  static final List<String> COLUMNS =
      List.of("id", "at", "key", "stage", "cause", "bytes", "replayed", "message");

  /**
   * Reads the headers of a record.
   *
   * @param topic base name of the topic whose dead letters these are
   */
  static Letter of(String topic, ConsumerRecord<byte[], byte[]> record) {
    return new Letter(
        new LetterId(topic, record.partition(), record.offset()),
        Instant.ofEpochMilli(record.timestamp()).toString(),
        text(record.key()),
        header(record, DeadLetter.STAGE),
        header(record, DeadLetter.CAUSE),
        header(record, DeadLetter.MESSAGE),
        header(record, DeadLetter.TOPIC),
        header(record, DeadLetter.PARTITION),
        header(record, DeadLetter.OFFSET),
        lengthOf(record),
        DeadLetter.isCut(record.headers()),
        header(record, DeadLetter.SHA256),
        false);
  }

  private static long lengthOf(ConsumerRecord<byte[], byte[]> record) {
    String original = header(record, DeadLetter.VALUE_BYTES);
    if (original.matches("\\d{1,18}")) {
      return Long.parseLong(original);
    }
    return record.value() == null ? 0 : record.value().length;
  }

  static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "" : text(header.value());
  }

  private static String text(byte[] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
  }

  Letter asReplayed() {
    return new Letter(
        id,
        at,
        key,
        stage,
        cause,
        message,
        origin,
        originPartition,
        originOffset,
        bytes,
        cut,
        sha256,
        true);
  }

  List<String> cells() {
    return List.of(
        id.toString(),
        at,
        brief(key),
        stage,
        cause,
        bytes + (cut ? " (cut)" : ""),
        replayed ? "yes" : "",
        brief(message));
  }

  List<String> lines() {
    return List.of(
        "id          " + id,
        "at          " + at,
        "key         " + printable(key),
        String.format(
            Locale.ROOT,
            "origin      %s partition %s offset %s",
            origin,
            originPartition,
            originOffset),
        "stage       " + stage,
        "cause       " + cause,
        "message     " + printable(message),
        "bytes       " + bytes + (cut ? ", of which the letter has the first only" : ""),
        "replayed    " + (replayed ? "yes" : "no"));
  }

  private static String brief(String text) {
    String printable = printable(text);
    return printable.length() <= LONGEST ? printable : printable.substring(0, LONGEST - 1) + "…";
  }

  /** What stands in a dead letter is anybody's: it must not steer a terminal. */
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }
}
