package equilibrium.ingress.admission;

import equilibrium.ingress.admission.Rules.Rate;
import equilibrium.ingress.net.Addresses;
import equilibrium.ingress.net.SipHash;
import equilibrium.schemas.event.Address;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.time.Duration;

/**
 * What one address may ask of this process: IPv4 each, IPv6 by its /64. Memory is bounded whoever
 * comes ({@link TokenBuckets}); nothing here waits or allocates. Times are the tracker's.
 */
public final class AddressLimits {
  private static final int MANY = 20;
  private static final int SOME = 18;
  private static final int FEW = 16;
  private static final int ONE = 3;

  /**
   * Ends of sessions that nobody here knows, of all addresses. Some are real: the session began a
   * moment ago at another node. But they take no room, so no cap holds them off the log.
   */
  private static final Rate UNKNOWN = Rate.of(100, Duration.ofSeconds(1), 10_000);

  /** A part of each table is looked through every second. */
  private static final int PARTS = 16;

  private static final int IPV4_WORD = 8;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** A table, and how many of its buckets were not full when each part was last looked at. */
  private static final class Table {
    private final TokenBuckets buckets;
    private final int[] owing = new int[PARTS];

    Table(int sizeBits) {
      buckets = new TokenBuckets(sizeBits);
    }

    boolean take(long key, Rate rate, long nowMs) {
      return rate.isOff() || buckets.take(key, nowMs * 1000, rate.costUs(), rate.mostUs());
    }

    synchronized void clear(int part, long nowMs) {
      owing[part] = buckets.clear(part, PARTS, nowMs * 1000);
    }

    synchronized int owing() {
      int sum = 0;
      for (int part : owing) {
        sum += part;
      }
      return sum;
    }
  }

  private final SipHash hash;
  private final Table requests = new Table(MANY);
  private final Table connects = new Table(MANY);
  private final Table newSwarms = new Table(SOME);
  private final Table forgeries = new Table(FEW);
  private final Table unknown = new Table(ONE);
  private final Table bans = new Table(FEW);
  private int part;

  AddressLimits() {
    var random = new SecureRandom();
    hash = new SipHash(random.nextLong(), random.nextLong());
  }

  /** What an address is known by here; nobody outside can tell which addresses share anything. */
  public long key(Address address) {
    byte[] bytes = address.bytes();
    return switch (Addresses.family(bytes)) {
      case IPV4 -> hash.of(0, (long) LONG.get(bytes, IPV4_WORD), 0);
      case IPV6 -> hash.of((long) LONG.get(bytes, 0), 0, 1);
    };
  }

  /** An announce or a scrape. */
  public boolean mayAsk(long key, Rules rules, long nowMs) {
    return requests.take(key, rules.requests(), nowMs);
  }

  /** A UDP connect. */
  boolean mayConnect(long key, Rules rules, long nowMs) {
    return connects.take(key, rules.connects(), nowMs);
  }

  /** A swarm that is not there yet. */
  public boolean mayFound(long key, Rules rules, long nowMs) {
    return newSwarms.take(key, rules.newSwarms(), nowMs);
  }

  /** The end of a session that is not known; of all addresses together, too. */
  public boolean mayEndUnknown(long key, Rules rules, long nowMs) {
    return mayFound(key, rules, nowMs) && unknown.take(0, UNKNOWN, nowMs);
  }

  /** A connection id that nobody gave. Too many of them begin a ban. */
  void forged(long key, Rules rules, long nowMs) {
    if (!forgeries.take(key, rules.forgeries(), nowMs)) {
      long banUs = rules.ban().toMillis() * 1000;
      var _ = bans.buckets.take(key, nowMs * 1000, banUs, banUs);
    }
  }

  boolean isBanned(long key, long nowMs) {
    return bans.buckets.isOwing(key, nowMs * 1000);
  }

  /** Looks through the next part of each table. One thread calls, every second. */
  public void clear(long nowMs) {
    part = (part + 1) % PARTS;
    requests.clear(part, nowMs);
    connects.clear(part, nowMs);
    newSwarms.clear(part, nowMs);
    forgeries.clear(part, nowMs);
    bans.clear(part, nowMs);
  }

  /** How many addresses each table remembers, and how many are banned. */
  void measure(MeterRegistry metrics) {
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
