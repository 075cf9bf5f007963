package equilibrium.schemas;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of one thread, used again for each digest. */
final class Sha256 {
  private static final ThreadLocal<Sha256> OF_THREAD = ThreadLocal.withInitial(Sha256::new);

  private final MessageDigest sha256;
  private final byte[] digest = new byte[32];

  private Sha256() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Of the calling thread, with nothing added. */
  static Sha256 ofThread() {
    return OF_THREAD.get();
  }

  void add(byte one) {
    sha256.update(one);
  }

  void add(byte[] bytes, int length) {
    sha256.update(bytes, 0, length);
  }

  /** The digest of what was added since the last one; overwritten by the next. */
  byte[] digest() {
    try {
      var _ = sha256.digest(digest, 0, digest.length);
      return digest;
    } catch (DigestException e) {
      throw new IllegalStateException("32 bytes hold a digest", e);
    }
  }
}
