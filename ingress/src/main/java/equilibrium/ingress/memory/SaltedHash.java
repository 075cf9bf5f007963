package equilibrium.ingress.memory;

import java.security.SecureRandom;

/**
 * Mixes what clients choose with a secret of this process, so that nobody can choose keys that
 * collide.
 */
@HotPath
public final class SaltedHash {
  private static final long SECRET = new SecureRandom().nextLong();

  /** A hash of 64 bits that somebody else chose. */
  public static int mix(long bits) {
    return (int) mix64(bits ^ SECRET);
  }

  /**
   * A hash of 160 bits that somebody else chose. All of them count, one after the other: of what
   * was left out, or added up without the secret between, anybody could choose as much as he likes
   * under one hash.
   */
  public static int mix(long first, long second, int third) {
    return (int) mix64(mix64(mix64(first ^ SECRET) ^ second) ^ third);
  }

  /** Stafford's mix 13. */
  private static long mix64(long bits) {
    long z = bits;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private SaltedHash() {}
}
