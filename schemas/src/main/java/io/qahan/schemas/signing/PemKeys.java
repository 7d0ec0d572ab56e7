package io.qahan.schemas.signing;

import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.SettingsException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ed25519 keys as {@code openssl genpkey -algorithm ed25519} writes them. */
final class PemKeys {
  private static final String ALGORITHM = "Ed25519";
  private static final Pattern PRIVATE = block("PRIVATE KEY");
  private static final Pattern PUBLIC = block("PUBLIC KEY");

  private PemKeys() {}

  private static Pattern block(String kind) {
    return Pattern.compile("-----BEGIN " + kind + "-----([^-]*)-----END " + kind + "-----");
  }

  /**
   * The one private key of a text; what it says is in no message.
   *
   * @throws SettingsException if there is none, or it is of another kind
   */
  static PrivateKey privateKey(String pem) {
    Matcher block = PRIVATE.matcher(pem);
    if (!block.find()) {
      throw notPrivate();
    }
    try {
      return KeyFactory.getInstance(ALGORITHM)
          .generatePrivate(new PKCS8EncodedKeySpec(decoded(block)));
    } catch (GeneralSecurityException | IllegalArgumentException e) { // which may quote the key
      throw notPrivate();
    }
  }

  private static SettingsException notPrivate() {
    return Signatures.fault(
        CommonSettings.SIGNING_KEY.name(),
        "is no Ed25519 key in PEM (PKCS #8, unencrypted). Make one: openssl genpkey -algorithm"
            + " ed25519");
  }

  /**
   * All public keys of a text.
   *
   * @throws SettingsException if there is none, or one is of another kind
   */
  static List<PublicKey> publicKeys(String pem) {
    List<PublicKey> keys = new ArrayList<>();
    Matcher block = PUBLIC.matcher(pem);
    try {
      while (block.find()) {
        keys.add(
            KeyFactory.getInstance(ALGORITHM)
                .generatePublic(new X509EncodedKeySpec(decoded(block))));
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw notPublic("holds a key that is not Ed25519's: " + e.getMessage());
    }
    if (keys.isEmpty()) {
      throw notPublic("holds no public key in PEM");
    }
    return keys;
  }

  private static SettingsException notPublic(String what) {
    return Signatures.fault(
        CommonSettings.SIGNING_TRUSTED.name(), what + ". Print one: openssl pkey -in KEY -pubout");
  }

  private static byte[] decoded(Matcher block) {
    return Base64.getMimeDecoder().decode(block.group(1).strip());
  }
}
