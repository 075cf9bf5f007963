package equilibrium.ingress.admission;

import equilibrium.platform.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * The settings that may change while the ingress runs: which announces are served, how often, how
 * many peers are entered and how many are listed. All times are tracker time.
 *
 * @param identity what a client is known by
 * @param admission which torrents are served
 * @param gate which torrents hold their seeders back from lower tiers
 * @param programs which client programs are served
 * @param pace of announces
 * @param lists of peers in replies
 * @param caps of swarms and peers
 * @param requests announces and scrapes of one address
 * @param connects UDP connects of one address
 * @param newSwarms swarms that one address may create
 * @param forgeries forged connection ids of one address, before it is banned
 * @param ban how long an address is banned
 * @param detection what is done about clients under suspicion
 */
public record Rules(
    Identities identity,
    TorrentAdmission admission,
    Gate gate,
    ClientPrograms programs,
    Pace pace,
    Lists lists,
    Caps caps,
    Rate requests,
    Rate connects,
    Rate newSwarms,
    Rate forgeries,
    Duration ban,
    DetectionRules detection) {

  /** Early announces of one session that are served like others, at most. */
  static final int MOST_EARLY = 7;

  private static final int MILLION = 1_000_000;

  /**
   * How often a session should announce.
   *
   * @param interval the {@code interval} of replies, before it is spread by 10 %
   * @param climbing the same for a leecher to which a tier is still closed, spread by 5 %
   * @param least the {@code min interval} of replies to all others
   * @param early early announces between two that come in time, at most
   */
  public record Pace(Duration interval, Duration climbing, Duration least, int early) {

    /**
     * An announce that follows the last one sooner is early; milliseconds. Half of the interval
     * that the reply asked for, since clients take some liberty (BiglyBT 10 s, and manual
     * announces).
     */
    public long earlyMs() {
      return (climbing.compareTo(least) < 0 ? climbing : least).toMillis() / 2;
    }
  }

  /**
   * How many peers a reply lists.
   *
   * @param usual to a client that does not ask for a number
   * @param most to any client
   */
  public record Lists(int usual, int most) {}

  /**
   * Limits of what is entered. An announce beyond them is answered, but neither entered nor
   * recorded.
   *
   * @param peers of all swarms together
   * @param peersPerAddress sessions of one address in one swarm; 0: no limit
   */
  public record Caps(int swarms, int peers, int peersPerSwarm, int peersPerAddress) {}

  /**
   * A rate with a burst, as times in which a token bucket fills.
   *
   * @param costUs time in which one request flows back, microseconds; 0: no limit
   * @param mostUs time in which a whole burst flows back, microseconds
   */
  record Rate(long costUs, long mostUs) {
    static final Rate OFF = new Rate(0, 0);

    /** So many in a time, and so many at once; {@link #OFF} for an amount of 0. */
    static Rate of(int amount, Duration time, int burst) {
      if (amount == 0) {
        return OFF;
      }
      long costUs = Math.max(1, time.toNanos() / 1000 / amount);
      return new Rate(costUs, costUs * burst);
    }

    boolean isOff() {
      return costUs == 0;
    }
  }

  public static Rules from(Settings settings) {
    var second = Duration.ofSeconds(1);
    var day = Duration.ofDays(1);
    return new Rules(
        settings.choice(
            "ingress.identity",
            "what a client is known by; key: no key, no service; peer-id: the peer id, whatever the"
                + " address",
            Identities.KEY_OR_ADDRESS),
        settings.choice(
            "ingress.admission",
            "open: every torrent that is not denied; registered: only allowed torrents",
            TorrentAdmission.OPEN),
        settings.choice(
            "selection.gate",
            "the torrents to which tiers apply; private: those registered as private",
            Gate.ALL),
        ClientPrograms.from(settings),
        new Pace(
            settings.duration(
                "ingress.interval",
                "the interval in replies, spread by 10 %",
                Duration.ofMinutes(30),
                second,
                day),
            settings.duration(
                "ingress.climbing-interval",
                "interval and min interval of a leecher whose level can still rise, spread by 5 %",
                Duration.ofMinutes(15),
                second,
                day),
            settings.duration(
                "ingress.min-interval",
                "the min interval in replies",
                Duration.ofMinutes(15),
                second,
                day),
            settings.integer(
                "limits.early-announces",
                "early announces of a session that get a peer list between two that are in time",
                4,
                0,
                MOST_EARLY)),
        new Lists(
            settings.integer(
                "ingress.numwant", "peers in a reply when the client names no number", 50, 1, 200),
            settings.integer("ingress.numwant-max", "peers in a reply at most", 100, 1, 200)),
        new Caps(
            settings.integer(
                "limits.swarms",
                "swarms in memory; beyond, an announce gets peers and \"not recorded\"",
                HeapShare.over(1024),
                1,
                100_000_000),
            settings.integer(
                "limits.peers",
                "peers of all swarms together; beyond, as limits.swarms",
                HeapShare.over(512),
                1,
                1_000_000_000),
            settings.integer(
                "limits.peers-per-swarm",
                "peers of one swarm; beyond, as limits.swarms",
                1_000_000,
                1,
                10_000_000),
            settings.integer(
                "limits.peers-per-address",
                "sessions of one address in one swarm; 0: no limit; beyond, as limits.swarms",
                64,
                0,
                1024)),
        rate(
            settings,
            new Described(
                "limits.requests-per-address", "announces and scrapes of one address", "second"),
            50,
            10_000),
        rate(
            settings,
            new Described("limits.connects-per-address", "UDP connects from one address", "second"),
            200,
            10_000),
        rate(
            settings,
            new Described(
                "limits.new-swarms-per-address", "swarms that one address creates", "hour"),
            10_000,
            10_000),
        forgeries(
            settings.integer(
                "limits.forged-ids-per-address",
                "UDP connection ids a minute, from one address, that the tracker never issued; beyond,"
                    + " the address is banned",
                1000,
                1,
                MILLION)),
        settings.duration("limits.ban", "length of a ban", Duration.ofMinutes(10), second, day),
        DetectionRules.from(settings));
  }

  /** A rate's key, what it limits, and its unit of time: "second" or "hour". */
  private record Described(String key, String what, String unit) {
    Duration time() {
      return unit.equals("hour") ? Duration.ofHours(1) : Duration.ofSeconds(1);
    }
  }

  private static Rate rate(Settings settings, Described of, int fallback, int fallbackBurst) {
    var key = of.key();
    var rate =
        Rate.of(
            settings.integer(
                key,
                "%s, in each %s; 0: no limit".formatted(of.what(), of.unit()),
                fallback,
                0,
                MILLION),
            of.time(),
            settings.integer(
                key + "-burst",
                "%s, at once; flows back within 24 hours".formatted(of.what()),
                fallbackBurst,
                1,
                MILLION));
    if (rate.mostUs() > TokenBuckets.LONGEST_US) {
      settings.problem(
          "%s-burst takes %d h to come back at %s, expected 24 at most"
              .formatted(key, Duration.ofNanos(rate.mostUs() * 1000).toHours(), key));
    }
    return rate;
  }

  private static Rate forgeries(int perMinute) {
    return Rate.of(perMinute, Duration.ofMinutes(1), perMinute);
  }

  /** Every key that is read here. */
  public static Set<String> keys() {
    var settings = new Settings(null, Map.of(), Map.of());
    var _ = from(settings);
    return Set.copyOf(settings.effective().keySet());
  }
}
