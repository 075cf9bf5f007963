package equilibrium.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/**
 * Peers that announce, numbered from 0, and their swarms. The popularity of swarms follows Zipf's
 * law with exponent 1. Half of the peers are seeders. The same sizes give the same population.
 */
public final class Population {
  /** Source addresses; peer n has address n modulo this. */
  public static final int ADDRESSES = 256;

  /** The length of info-hashes and of peer ids, bytes. */
  static final int ID_BYTES = 20;

  private static final byte[] PROGRAM = "-qB4650-".getBytes(US_ASCII);
  private static final byte[] ALPHABET = "0123456789abcdefghijklmnopqrstuv".getBytes(US_ASCII);
  private static final int RANDOM_DIGITS = 7;
  private static final int LEAST_PORT = 10_000;
  private static final int PORTS = 50_000;

  private final int[] swarmOf;
  private final byte[][] infoHashes;
  private final int[] members;
  private final int[] leechers;

  /**
   * A population.
   *
   * @param peers a multiple of {@link #ADDRESSES}, at most 2^25
   */
  public Population(int peers, int swarms) {
    swarmOf = new int[peers];
    infoHashes = new byte[swarms][ID_BYTES];
    members = new int[swarms];
    leechers = new int[swarms];
    var cumulated = new double[swarms];
    double sum = 0;
    for (int swarm = 0; swarm < swarms; swarm++) {
      sum += 1.0 / (swarm + 1);
      cumulated[swarm] = sum;
      for (int i = 0; i < ID_BYTES; i++) {
        infoHashes[swarm][i] = (byte) (mix(swarm * 3L + i / 8) >>> (i % 8 * 8));
      }
    }
    for (int peer = 0; peer < peers; peer++) {
      int swarm = swarm(cumulated, (mix(peer) >>> 11) * 0x1p-53 * sum);
      swarmOf[peer] = swarm;
      members[swarm]++;
      leechers[swarm] += isSeeder(peer) ? 0 : 1;
    }
  }

  private static int swarm(double[] cumulated, double point) {
    int low = 0;
    int high = cumulated.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (cumulated[middle] < point) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The finalizer of SplitMix64. */
  private static long mix(long number) {
    long z = (number + 1) * 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** The number of peers. */
  public int size() {
    return swarmOf.length;
  }

  /** The number of swarms. */
  public int swarms() {
    return infoHashes.length;
  }

  int swarmOf(int peer) {
    return swarmOf[peer];
  }

  boolean isSeeder(int peer) {
    return (mix(~(long) peer) & 1) == 0;
  }

  /** Whether its swarm has another peer that it can exchange data with. */
  boolean hasCompany(int peer) {
    int swarm = swarmOf[peer];
    return isSeeder(peer) ? leechers[swarm] > 0 : members[swarm] > 1;
  }

  /** The port it listens on; always five digits. */
  int port(int peer) {
    return LEAST_PORT + (int) ((mix(peer) >>> 1) % PORTS);
  }

  /** What it sends as {@code key}. */
  int key(int peer) {
    return (int) mix(peer + 0x5eedL);
  }

  /** Writes the bytes of the info-hash of a swarm. */
  void infoHash(int swarm, byte[] target, int offset) {
    System.arraycopy(infoHashes[swarm], 0, target, offset, ID_BYTES);
  }

  /** Writes a peer id that no other peer has: its last five digits are the peer's number. */
  void peerId(int peer, byte[] target, int offset) {
    System.arraycopy(PROGRAM, 0, target, offset, PROGRAM.length);
    long digits = ((mix(peer) >>> (Long.SIZE - 5 * RANDOM_DIGITS)) << 25) | peer;
    for (int i = ID_BYTES - 1; i >= PROGRAM.length; i--) {
      target[offset + i] = ALPHABET[(int) digits & 31];
      digits >>>= 5;
    }
  }

  /** All info-hashes in hex, in order of their bytes. */
  public List<String> infoHashes() {
    var hashes = new ArrayList<String>();
    for (byte[] hash : infoHashes) {
      hashes.add(HexFormat.of().formatHex(hash));
    }
    Collections.sort(hashes);
    return hashes;
  }
}
