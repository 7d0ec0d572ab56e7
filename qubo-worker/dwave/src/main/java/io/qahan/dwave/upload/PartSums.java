package io.qahan.dwave.upload;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * The MD5 sums of an upload's parts, in their order, and the sum of these sums that closes it. Not
 * thread safe.
 */
final class PartSums {
  private final List<byte[]> sums = new ArrayList<>();

  /** Adds the next part; returns its sum. */
  byte[] add(byte[] part) {
    byte[] sum = md5().digest(part);
    sums.add(sum);
    return sum;
  }

  /** The value of the header Content-MD5. */
  static String header(byte[] sum) {
    return Base64.getEncoder().encodeToString(sum);
  }

  /** As status answers have it. */
  static String hex(byte[] sum) {
    return HexFormat.of().formatHex(sum);
  }

  int count() {
    return sums.size();
  }

  /** The sum of a part, counted from 1. */
  String hex(int part) {
    return hex(sums.get(part - 1));
  }

  /** The sum over the parts' sums. */
  String combined() {
    MessageDigest md5 = md5();
    sums.forEach(md5::update);
    return hex(md5.digest());
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has MD5", e);
    }
  }
}
