package equilibrium.schemas;

import equilibrium.schemas.Topic.Kept;
import equilibrium.schemas.Topic.Spread;
import equilibrium.schemas.event.AnnounceKey;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.AttributionRun;
import equilibrium.schemas.event.AuditEntry;
import equilibrium.schemas.event.CaseDecision;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.ClientStanding;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.HandOut;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Intervention;
import equilibrium.schemas.event.Member;
import equilibrium.schemas.event.NodeDrill;
import equilibrium.schemas.event.NodeSettings;
import equilibrium.schemas.event.Registration;
import equilibrium.schemas.event.SettingOverride;
import equilibrium.schemas.event.Suspicion;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.schemas.event.Tick;
import equilibrium.schemas.event.TierCuts;
import equilibrium.schemas.event.Vitals;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Every topic of the tracker. Names and keys are contracts: changing one loses its history. */
public final class Topics {

  static {
    DecodingLimits.set(); // before the first record class is used
  }

  private static final Serde<InfoHash> INFO_HASH =
      new FixedSerde<>(Ids.INFO_HASH_BYTES, InfoHash::new);
  private static final Serde<ClientId> CLIENT_ID =
      new FixedSerde<>(Ids.CLIENT_ID_BYTES, ClientId::new);

  private static final Kept NEWEST = new Kept.Newest(false);
  private static final Kept ON_DISK = new Kept.Newest(true);

  /** {@link Announced} and {@link Tick}. Ticks have no key. */
  public static final Topic<InfoHash, SpecificRecord> ANNOUNCES =
      new Topic<>(
          "announces",
          INFO_HASH,
          new SingleObjectSerde<>(Announced.getClassSchema(), Tick.getClassSchema()),
          Spread.PARTITIONED,
          days(7));

  public static final Topic<InfoHash, HandOut> HAND_OUTS =
      new Topic<>(
          "hand-outs",
          INFO_HASH,
          new SingleObjectSerde<>(HandOut.getClassSchema()),
          Spread.PARTITIONED,
          new Kept.For(Lifetimes.HAND_OUT_ROWS));

  /**
   * {@link Contribution} and {@link Tick}. A tick has no key. It is copied from the same partition
   * of announces with its effective time, after the contributions of the announces before it.
   */
  public static final Topic<InfoHash, SpecificRecord> CONTRIBUTIONS =
      new Topic<>(
          "contributions",
          INFO_HASH,
          new SingleObjectSerde<>(Contribution.getClassSchema(), Tick.getClassSchema()),
          Spread.PARTITIONED,
          days(7));

  public static final Topic<InfoHash, SwarmEpisode> SWARM_EPISODES =
      new Topic<>(
          "swarm-episodes",
          INFO_HASH,
          new SingleObjectSerde<>(SwarmEpisode.getClassSchema()),
          Spread.PARTITIONED,
          days(45));

  public static final Topic<InfoHash, SwarmBalance> SWARM_BALANCES =
      new Topic<>(
          "swarm-balances",
          INFO_HASH,
          new SingleObjectSerde<>(SwarmBalance.getClassSchema()),
          Spread.PARTITIONED,
          NEWEST);

  public static final Topic<ClientId, ClientStanding> CLIENT_STANDINGS =
      new Topic<>(
          "client-standings",
          CLIENT_ID,
          new SingleObjectSerde<>(ClientStanding.getClassSchema()),
          Spread.PARTITIONED,
          NEWEST);

  /** One record, under {@link #CUTS_KEY}. */
  public static final Topic<String, TierCuts> TIER_CUTS =
      new Topic<>(
          "tier-cuts",
          Serdes.String(),
          new SingleObjectSerde<>(TierCuts.getClassSchema()),
          Spread.SINGLE,
          NEWEST);

  public static final String CUTS_KEY = "cuts";

  public static final Topic<ClientId, Anomaly> ANOMALIES =
      new Topic<>(
          "anomalies",
          CLIENT_ID,
          new SingleObjectSerde<>(Anomaly.getClassSchema()),
          Spread.PARTITIONED,
          days(30));

  public static final Topic<ClientId, Suspicion> SUSPICIONS =
      new Topic<>(
          "suspicions",
          CLIENT_ID,
          new SingleObjectSerde<>(Suspicion.getClassSchema()),
          Spread.PARTITIONED,
          NEWEST);

  public static final Topic<ClientId, CaseDecision> CASE_DECISIONS =
      new Topic<>(
          "case-decisions",
          CLIENT_ID,
          new SingleObjectSerde<>(CaseDecision.getClassSchema()),
          Spread.PARTITIONED,
          ON_DISK);

  /** Keyed by day. */
  public static final Topic<Long, AttributionRun> ATTRIBUTION_RUNS =
      new Topic<>(
          "attribution-runs",
          Serdes.Long(),
          new SingleObjectSerde<>(AttributionRun.getClassSchema()),
          Spread.SINGLE,
          NEWEST);

  public static final Topic<InterventionKey, Intervention> INTERVENTIONS =
      new Topic<>(
          "interventions",
          InterventionKey.SERDE,
          new SingleObjectSerde<>(Intervention.getClassSchema()),
          Spread.PARTITIONED,
          ON_DISK);

  public static final Topic<InfoHash, Registration> REGISTRATIONS =
      new Topic<>(
          "registrations",
          INFO_HASH,
          new SingleObjectSerde<>(Registration.getClassSchema()),
          Spread.PARTITIONED,
          ON_DISK);

  public static final Topic<ClientId, AnnounceKey> ANNOUNCE_KEYS =
      new Topic<>(
          "announce-keys",
          CLIENT_ID,
          new SingleObjectSerde<>(AnnounceKey.getClassSchema()),
          Spread.PARTITIONED,
          ON_DISK);

  /** Keyed by program. The owner of its one partition does what only one node may do. */
  public static final Topic<Long, Member> MEMBERS =
      new Topic<>(
          "members",
          Serdes.Long(),
          new SingleObjectSerde<>(Member.getClassSchema()),
          Spread.SINGLE,
          NEWEST);

  /** Keyed by program, as members are. */
  public static final Topic<Long, NodeDrill> DRILLS =
      new Topic<>(
          "drills",
          Serdes.Long(),
          new SingleObjectSerde<>(NodeDrill.getClassSchema()),
          Spread.SINGLE,
          NEWEST);

  /** Keyed by the name of the token that made the change. */
  public static final Topic<String, AuditEntry> AUDIT =
      new Topic<>(
          "audit",
          Serdes.String(),
          new SingleObjectSerde<>(AuditEntry.getClassSchema()),
          Spread.SINGLE,
          days(90));

  /** Keyed by section and name of the setting. */
  public static final Topic<String, SettingOverride> OVERRIDES =
      new Topic<>(
          "overrides",
          Serdes.String(),
          new SingleObjectSerde<>(SettingOverride.getClassSchema()),
          Spread.SINGLE,
          ON_DISK);

  /** Keyed by program, as {@link #MEMBERS}. */
  public static final Topic<Long, NodeSettings> NODE_SETTINGS =
      new Topic<>(
          "node-settings",
          Serdes.Long(),
          new SingleObjectSerde<>(NodeSettings.getClassSchema()),
          Spread.SINGLE,
          NEWEST);

  /** Keyed by program, as {@link #MEMBERS}. */
  public static final Topic<Long, Vitals> VITALS =
      new Topic<>(
          "vitals",
          Serdes.Long(),
          new SingleObjectSerde<>(Vitals.getClassSchema()),
          Spread.SINGLE,
          days(7));

  /** Unreadable records as they were, with the reason in their headers. */
  public static final Topic<byte[], byte[]> DEAD_LETTERS =
      new Topic<>(
          "dead-letters", Serdes.ByteArray(), Serdes.ByteArray(), Spread.PARTITIONED, days(30));

  /** In the order in which a fresh set-up creates them. */
  public static List<Topic<?, ?>> all() {
    return List.of(
        ANNOUNCES,
        HAND_OUTS,
        CONTRIBUTIONS,
        SWARM_EPISODES,
        SWARM_BALANCES,
        CLIENT_STANDINGS,
        TIER_CUTS,
        ANOMALIES,
        SUSPICIONS,
        CASE_DECISIONS,
        ATTRIBUTION_RUNS,
        INTERVENTIONS,
        REGISTRATIONS,
        ANNOUNCE_KEYS,
        MEMBERS,
        DRILLS,
        AUDIT,
        OVERRIDES,
        NODE_SETTINGS,
        VITALS,
        DEAD_LETTERS);
  }

  private static Kept days(int days) {
    return new Kept.For(Duration.ofDays(days));
  }

  private Topics() {}
}
