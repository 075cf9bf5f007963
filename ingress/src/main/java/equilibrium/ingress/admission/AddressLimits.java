package equilibrium.ingress.admission;

import equilibrium.ingress.admission.Rules.Rate;
import equilibrium.ingress.net.SipHash;
import equilibrium.ingress.swarm.Family;
import equilibrium.platform.TrackerClock;
import equilibrium.schemas.event.Address;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.time.Duration;

/**
 * The limits of one address at this process: of an IPv4 address, or of the /64 of an IPv6 address.
 * Memory is bounded, however many addresses send requests ({@link TokenBuckets}); nothing here
 * waits or allocates. Times are tracker time.
 */
public final class AddressLimits {
  /** Sizes of the tables, as base-2 logarithms of their buckets. */
  private static final int MANY = 20;

  private static final int SOME = 18;
  private static final int FEW = 16;
  private static final int ONE = 3;

  /**
   * Ends of sessions that this node does not know, of all addresses together. Some are real: the
   * session began a moment ago at another node. They take no memory, so no cap keeps them off the
   * log.
   */
  private static final Rate UNKNOWN = Rate.of(100, Duration.ofSeconds(1), 10_000);

  /** Parts of a table. One part of each table is cleared every second. */
  private static final int PARTS = 16;

  private static final int IPV4_WORD = 8;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** A table, and how many of its buckets were not full when each part was last cleared. */
  private static final class Table {
    private final TokenBuckets buckets;
    private final int[] owing = new int[PARTS];

    Table(int sizeBits) {
      buckets = new TokenBuckets(sizeBits);
    }

    boolean take(long key, Rate rate, long nowUs) {
      return rate.isOff() || buckets.take(key, nowUs, rate.costUs(), rate.mostUs());
    }

    synchronized void clear(int part, long nowUs) {
      owing[part] = buckets.clear(part, PARTS, nowUs);
    }

    synchronized int owing() {
      int sum = 0;
      for (int part : owing) {
        sum += part;
      }
      return sum;
    }
  }

  private final TrackerClock clock;
  private final SipHash hash;
  private final Table requests = new Table(MANY);
  private final Table connects = new Table(MANY);
  private final Table newSwarms = new Table(SOME);
  private final Table forgeries = new Table(FEW);
  private final Table unknown = new Table(ONE);
  private final Table bans = new Table(FEW);
  private int part;

  AddressLimits(TrackerClock clock) {
    this.clock = clock;
    var random = new SecureRandom();
    hash = new SipHash(random.nextLong(), random.nextLong());
  }

  /** Key of an address. Nobody outside can tell which addresses share a bucket. */
  public long key(Address address) {
    byte[] bytes = address.bytes();
    return switch (Family.of(bytes)) {
      case IPV4 -> hash.of(0, (long) LONG.get(bytes, IPV4_WORD), 0);
      case IPV6 -> hash.of((long) LONG.get(bytes, 0), 0, 1);
    };
  }

  private long nowUs() {
    return clock.elapsedUs();
  }

  /** Whether the address may announce or scrape. */
  public boolean mayAsk(long key, Rules rules) {
    return requests.take(key, rules.requests(), nowUs());
  }

  /** Whether the address may send a UDP connect. */
  boolean mayConnect(long key, Rules rules) {
    return connects.take(key, rules.connects(), nowUs());
  }

  /** Whether the address may create a swarm. */
  public boolean mayCreate(long key, Rules rules) {
    return newSwarms.take(key, rules.newSwarms(), nowUs());
  }

  /** Whether the end of an unknown session is recorded; limited for all addresses together, too. */
  public boolean mayEndUnknown(long key, Rules rules) {
    return mayCreate(key, rules) && unknown.take(0, UNKNOWN, nowUs());
  }

  /** Counts a forged connection id. Too many of them begin a ban. */
  void forged(long key, Rules rules) {
    long nowUs = nowUs();
    if (!forgeries.take(key, rules.forgeries(), nowUs)) {
      long banUs = rules.ban().toMillis() * 1000;
      var _ = bans.buckets.take(key, nowUs, banUs, banUs);
    }
  }

  boolean isBanned(long key) {
    return bans.buckets.isOwing(key, nowUs());
  }

  /** Clears full buckets of the next part of each table. One thread calls, every second. */
  public void clear() {
    long nowUs = nowUs();
    part = (part + 1) % PARTS;
    requests.clear(part, nowUs);
    connects.clear(part, nowUs);
    newSwarms.clear(part, nowUs);
    forgeries.clear(part, nowUs);
    bans.clear(part, nowUs);
  }

  /** Registers how many addresses have less than a full bucket, and how many are banned. */
  void register(MeterRegistry metrics) {
    limited(metrics, "requests", requests);
    limited(metrics, "connects", connects);
    limited(metrics, "new-swarms", newSwarms);
    limited(metrics, "forged-ids", forgeries);
    Gauge.builder("equilibrium_banned_addresses", bans, table -> table.owing())
        .description("Addresses that are banned for guessing connection ids")
        .register(metrics);
  }

  private static void limited(MeterRegistry metrics, String limit, Table table) {
    Gauge.builder("equilibrium_limited_addresses", table, limited -> limited.owing())
        .description("Addresses that asked recently and are remembered, by limit")
        .tag("limit", limit)
        .register(metrics);
  }
}
