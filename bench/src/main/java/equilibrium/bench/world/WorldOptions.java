package equilibrium.bench.world;

import java.util.List;

/**
 * What a generated world is like. All shares are from 0 to 1.
 *
 * @param seed the same seed and options give the same bytes
 * @param clients with an announce key, cheaters included
 * @param days of history
 * @param downloads that a client begins in 30 days, on average
 * @param cheaters share of clients that cheat, spread evenly over the kinds
 * @param kinds of cheaters
 * @param broken share of clients that are broken
 * @param doublers share of clients that report everything under two peer ids
 * @param unseen share of peers that no announce shows (DHT, PEX, other trackers)
 * @param webSeeds share of torrents with a web seed
 * @param lostStops share of {@code stopped} that do not arrive
 * @param lostAnnounces share of other announces that do not arrive
 * @param isCredit whether it is the small world for credit shares instead: 62 clients, 16 torrents
 *     and one flooder
 */
public record WorldOptions(
    long seed,
    int clients,
    int torrents,
    int days,
    double downloads,
    double cheaters,
    List<Kind> kinds,
    double broken,
    double doublers,
    double unseen,
    double webSeeds,
    double lostStops,
    double lostAnnounces,
    boolean isCredit) {

  /** The six kinds of docs/policy.md 3.4. */
  public static final List<Kind> SIX_KINDS =
      List.of(
          Kind.JOAL, Kind.RATIOMASTER, Kind.RATIOGHOST, Kind.OVER_150, Kind.OVER_120, Kind.HIDDEN);

  public WorldOptions {
    kinds = List.copyOf(kinds);
  }

  /** 1,500 clients, 250 torrents, 30 days, 3 % cheaters. */
  public static WorldOptions standard(long seed) {
    return new WorldOptions(
        seed, 1_500, 250, 30, 12, 0.03, SIX_KINDS, 0.005, 0.005, 0, 0.05, 0.15, 0.02, false);
  }

  /** 62 clients, one of which floods, and 16 torrents for four days. */
  public static WorldOptions credit(long seed) {
    return new WorldOptions(
        seed, 62, 16, 4, 4, 1.0 / 62, List.of(Kind.FLOODER), 0, 0, 0, 0, 0.15, 0.02, true);
  }

  public WorldOptions withSize(int clients, int torrents, int days) {
    return new WorldOptions(
        seed,
        clients,
        torrents,
        days,
        downloads,
        cheaters,
        kinds,
        broken,
        doublers,
        unseen,
        webSeeds,
        lostStops,
        lostAnnounces,
        isCredit);
  }

  public WorldOptions withCheaters(double share, List<Kind> kinds) {
    return new WorldOptions(
        seed,
        clients,
        torrents,
        days,
        downloads,
        share,
        kinds,
        broken,
        doublers,
        unseen,
        webSeeds,
        lostStops,
        lostAnnounces,
        isCredit);
  }

  public WorldOptions withPeers(double broken, double doublers, double unseen) {
    return new WorldOptions(
        seed,
        clients,
        torrents,
        days,
        downloads,
        cheaters,
        kinds,
        broken,
        doublers,
        unseen,
        webSeeds,
        lostStops,
        lostAnnounces,
        isCredit);
  }

  public WorldOptions withLosses(double webSeeds, double lostStops, double lostAnnounces) {
    return new WorldOptions(
        seed,
        clients,
        torrents,
        days,
        downloads,
        cheaters,
        kinds,
        broken,
        doublers,
        unseen,
        webSeeds,
        lostStops,
        lostAnnounces,
        isCredit);
  }
}
