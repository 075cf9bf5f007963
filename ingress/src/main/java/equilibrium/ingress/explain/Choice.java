package equilibrium.ingress.explain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reply that one client would get for one swarm: the answer of {@code /status/choice}.
 * Constants are written as in settings; times are real seconds; lists by tier go from 0 to 3.
 *
 * @param session that would announce; null: one that begins now
 * @param sessions peer ids of the client's sessions in the swarm, the last announced first
 * @param refused why an announce would be refused, as in the reply; null: it would not
 * @param choice the reply to an announce; null: it would be refused
 * @param why an explanation
 */
record Choice(
    Client client,
    Swarm swarm,
    @Nullable Session session,
    List<String> sessions,
    @Nullable String refused,
    @Nullable Draw choice,
    String why) {

  /**
   * The client.
   *
   * @param id 32 hex digits; null: the key belongs to no client
   * @param identity key, address, peer-id or unknown
   * @param key good, expired (rotated away), revoked, unknown, or none
   * @param known whether it announced lately or has a standing; if not, it counts as tier 0
   * @param policy that selects its peers
   * @param usualPolicy that selects the peers of clients outside all compared groups
   * @param compared whether these two differ, because of an experiment
   * @param quarantined whether no list holds it because of a suspicion, and its own is short
   */
  record Client(
      @Nullable String id,
      String identity,
      String key,
      boolean known,
      int tier,
      String policy,
      String usualPolicy,
      boolean compared,
      boolean quarantined) {}

  /**
   * The swarm before the announce.
   *
   * @param torrent allowed, denied or unlisted
   * @param privateTorrent as the operator registered it
   * @param gate the setting
   * @param gated whether its seeders are held back, by both
   * @param leechersByTier partial seeders among them
   * @param counted whether the lists by tier are of all peers; if not, of some of them
   */
  record Swarm(
      String infoHash,
      String torrent,
      boolean privateTorrent,
      String gate,
      boolean gated,
      int seeders,
      int leechers,
      int partialSeeders,
      List<Integer> seedersByTier,
      List<Integer> leechersByTier,
      boolean counted) {}

  /**
   * A session in the swarm.
   *
   * @param ofClient whether it belongs to the client
   * @param early early announces since the last one in time
   */
  record Session(
      String peerId,
      String endpoint,
      String role,
      boolean ofClient,
      long startedSecondsAgo,
      long heardSecondsAgo,
      int early) {}

  /**
   * A list of peers as drawn now.
   *
   * @param wanted peers that it asks for and a reply can hold
   * @param most peers that the policy allows it
   * @param level highest tier that its standing and its session open to it
   * @param ceiling highest tier open in this list; above the level if no seeder is up to it
   * @param nextTierSeconds until the level rises; null: it is the highest
   * @param tooEarlySeconds until an announce is in time; until then it gets counts and no peers,
   *     since it was early as often as it may; null: an announce is in time now
   */
  record Draw(
      String role,
      int wanted,
      int most,
      int level,
      int ceiling,
      @Nullable Long nextTierSeconds,
      @Nullable Long tooEarlySeconds,
      Seconds interval,
      Seconds minInterval,
      int seeders,
      int leechers,
      int partialSeeders,
      List<Integer> seedersByTier,
      List<Integer> leechersByTier,
      List<Peer> peers) {}

  /** The range that intervals are drawn from: seconds, both included. */
  record Seconds(int least, int most) {}

  /**
   * A listed peer.
   *
   * @param level null: the policy does not use it, or the peer is a seeder
   */
  record Peer(String endpoint, String role, int tier, @Nullable Integer level) {}
}
