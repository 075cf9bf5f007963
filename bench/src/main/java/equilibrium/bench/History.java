package equilibrium.bench;

import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.AddressFamily;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Answer;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Policy;
import equilibrium.schemas.event.Transport;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A generated day of a tracker; the same numbers give the same day. Every client has an announce
 * key, one network and one session. The popularity of swarms follows Zipf's law. All clients
 * announce in the first half hour and again in the second. Half of them announce 25 hours after the
 * start, when they are old enough to make the cuts between tiers. A third are leechers; their
 * downloads and the uploads of seeders agree on average.
 *
 * @param clients number of clients
 * @param swarms most swarms
 * @param beginMs tracker time of the first announce, milliseconds since 1970
 */
record History(int clients, int swarms, long beginMs) {
  static final long ROUND_MS = 1_800_000;

  private static final long LATER_MS = 25 * 3_600_000L;
  private static final long SIZE = 4L << 30;
  private static final long STEP = 1L << 30;

  /** A prime above any number of clients: steps of this size reach each client once. */
  private static final long STRIDE = Integer.MAX_VALUE;

  private static final long INCREMENT = 0x9E3779B97F4A7C15L; // of SplitMix64

  /** Number of announces. */
  int size() {
    return clients * 2 + clients / 2;
  }

  /** Number of announces in the first hour. */
  int early() {
    return clients * 2;
  }

  private int round(int index) {
    return index / clients;
  }

  /** Tracker time of an announce; it does not fall as the index rises. */
  long atMs(int index) {
    int round = round(index);
    int of = round == 2 ? clients / 2 : clients;
    long since = round == 2 ? LATER_MS : round * ROUND_MS;
    return beginMs + since + ROUND_MS * (index % clients) / of;
  }

  long endMs() {
    return beginMs + LATER_MS + ROUND_MS;
  }

  /**
   * One announce.
   *
   * @param index 0 to {@link #size()} - 1, in the order of receipt
   */
  Announced announced(int index) {
    int round = round(index);
    int client = Math.floorMod(index % clients * STRIDE, clients);
    long draw = mixed(client);
    boolean leeches = draw % 3 == 0;
    long moved = round * (STEP + (draw & 0xFFFF_FFFFL) / 4);
    return Announced.newBuilder()
        .setEventId(new EventId(1L, beginMs, (long) index))
        .setReceivedAtMs(atMs(index))
        .setInfoHash(new InfoHash(bytes(20, 1, swarm(draw))))
        .setPeerId(new PeerId(bytes(20, 2, client)))
        .setClientId(new ClientId(bytes(16, 3, client)))
        .setIdentity(Identity.KEY)
        .setNetworkId(new ClientId(bytes(16, 4, client)))
        .setAddress(new Address(bytes(16, 5, client)))
        .setFamily(AddressFamily.IPV4)
        .setPort(6_881)
        .setTransport(Transport.UDP)
        .setEvent(round == 0 ? AnnounceEvent.STARTED : AnnounceEvent.NONE)
        .setUploaded(leeches ? 0 : moved / 2)
        .setDownloaded(leeches ? moved : 0)
        .setLeft(leeches ? Math.max(1, SIZE - moved) : 0)
        .setKey(client)
        .setNumWant(50)
        .setUserAgent("qBittorrent/5.1.2")
        .setSessionStartedAtMs(beginMs)
        .setAnswer(new Answer(Policy.TIER_BACKOFF, 1, 2, 10, 5, 15, 10, 1_800, true, 8))
        .build();
  }

  /** The rank of a swarm, from 0: its logarithm is uniform, as in Zipf's law with exponent 1. */
  private long swarm(long draw) {
    double uniform = (mixed(draw) >>> 11) * 0x1p-52;
    return (long) StrictMath.pow(swarms, uniform) - 1;
  }

  /** An id from a kind and a number, with bytes that seem random, as those of hashes do. */
  private static byte[] bytes(int size, int kind, long number) {
    var bytes = ByteBuffer.allocate(24);
    bytes.putLong(mixed(number * 8 + kind)).putLong(mixed(number)).putLong(number);
    return Arrays.copyOf(bytes.array(), size);
  }

  private static long mixed(long value) {
    long z = (value + 1) * INCREMENT;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return (z ^ (z >>> 31)) & Long.MAX_VALUE;
  }
}
