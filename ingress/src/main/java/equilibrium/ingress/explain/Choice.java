package equilibrium.ingress.explain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one client would get for one swarm: the answer of {@code /status/choice}. Constants are
 * words as in settings; times are real seconds; lists by tier go from 0 to 3.
 *
 * @param session that would announce; null: one that begins now
 * @param sessions peer ids of the client's sessions in the swarm, the last heard first
 * @param refused why an announce would be, as the client is told; null: it would not
 * @param choice what an announce would get; null: it would be refused
 * @param why in words
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
   * Who asks.
   *
   * @param id 32 hex digits; null: the key leads to nobody
   * @param identity key, address, peer-id or unknown
   * @param key good, expired (rotated away), revoked, unknown, or none
   * @param known whether it was heard lately or has a standing; if not, it counts as tier 0
   * @param policy that chooses its peers
   * @param usualPolicy that chooses everybody's who is in no compared group
   * @param compared whether the experiment makes these two differ
   */
  record Client(
      @Nullable String id,
      String identity,
      String key,
      boolean known,
      int tier,
      String policy,
      String usualPolicy,
      boolean compared) {}

  /**
   * What it asks about, before it does.
   *
   * @param torrent allowed, denied or unlisted
   * @param privateTorrent as the operator registered it
   * @param gate the setting
   * @param gated what comes of both
   * @param leechersByTier partial seeders among them
   * @param counted whether the lists by tier are complete; if not, they are of some of the peers
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
   * A session that is there.
   *
   * @param ofClient whether it belongs to the client until now
   * @param early announces that came early since the last one in time
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
   * A draw.
   *
   * @param wanted peers that it asks for and a reply has room for
   * @param most peers that the policy gives it
   * @param level highest tier that its standing and its session open to it
   * @param ceiling highest tier open in this draw; above the level if up to it there is no seeder
   * @param nextTierSeconds until the level rises; null: it is the highest
   * @param tooEarlySeconds until it is in time again; until then it gets counts and nobody, since
   *     it was early as often as it may; null: it may come now
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

  /** What is told is drawn from these: seconds, both included. */
  record Seconds(int least, int most) {}

  /**
   * Somebody that it is told about.
   *
   * @param level null: it does not matter here, or it is a seeder's
   */
  record Peer(String endpoint, String role, int tier, @Nullable Integer level) {}
}
