package equilibrium.ingress.swarm;

import java.security.SecureRandom;

/**
 * Mixes what clients choose with a secret of this process, so that nobody can choose keys that
 * collide.
 */
@HotPath
final class Hashes {
  private static final long SECRET = new SecureRandom().nextLong();

  /** A hash of 64 bits that somebody else chose. Stafford's mix 13 under a secret. */
  static int mix(long bits) {
    long z = bits ^ SECRET;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return (int) (z ^ (z >>> 31));
  }

  private Hashes() {}
}
