package equilibrium.schemas;

import java.util.List;
import java.util.stream.Stream;

/** The projected tables and their keys, as the migrations create them. Names are contracts. */
public final class Tables {
  public static final String PROJECTED_OFFSETS = "projected_offsets";
  public static final String PEERS = "peers";
  public static final String HAND_OUTS = "hand_outs";
  public static final String CONTRIBUTIONS = "contributions";
  public static final String SWARM_BALANCES = "swarm_balances";
  public static final String SWARM_EPISODES = "swarm_episodes";
  public static final String CLIENT_STANDINGS = "client_standings";
  public static final String CLIENT_SUMS = "client_sums";
  public static final String TIER_CUTS = "tier_cuts";
  public static final String ANOMALIES = "anomalies";
  public static final String SUSPICIONS = "suspicions";
  public static final String CASE_DECISIONS = "case_decisions";
  public static final String INTERVENTIONS = "interventions";
  public static final String REGISTRATIONS = "registrations";
  public static final String ANNOUNCE_KEYS = "announce_keys";
  public static final String MEMBERS = "members";
  public static final String DEAD_LETTERS = "dead_letters";

  /** Key column of what is about a client. */
  public static final String CLIENT_ID = "client_id";

  /** Key column of what is about a torrent. */
  public static final String INFO_HASH = "info_hash";

  /** Key column of interventions, beside the info-hash. */
  public static final String RECIPIENT = "recipient";

  /** Where in its topic a row came from. */
  public static final String SOURCE_PARTITION = "source_partition";

  public static final String SOURCE_OFFSET = "source_offset";

  /** In client_standings: offset of the record that last changed the tier, or deleted the row. */
  public static final String TIER_OFFSET = "tier_offset";

  /** In swarm_balances: offset of the record that last changed completed, or deleted the row. */
  public static final String COMPLETED_OFFSET = "completed_offset";

  /** Tables whose changes readers follow ({@link Channels}), by row or by partition and offset. */
  public static List<String> followed() {
    return List.of(CLIENT_STANDINGS, REGISTRATIONS, ANNOUNCE_KEYS, SUSPICIONS, INTERVENTIONS);
  }

  /** All of them, in no particular order. */
  public static List<String> all() {
    return Stream.concat(
            followed().stream(),
            Stream.of(
                PROJECTED_OFFSETS,
                PEERS,
                HAND_OUTS,
                CONTRIBUTIONS,
                SWARM_BALANCES,
                SWARM_EPISODES,
                CLIENT_SUMS,
                TIER_CUTS,
                ANOMALIES,
                CASE_DECISIONS,
                MEMBERS,
                DEAD_LETTERS))
        .toList();
  }

  private Tables() {}
}
