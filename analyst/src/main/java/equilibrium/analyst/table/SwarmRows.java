package equilibrium.analyst.table;

import equilibrium.analyst.log.LogRecord;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.EpisodeClaim;
import equilibrium.schemas.event.EpisodeEnd;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Role;
import equilibrium.schemas.event.Step;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.schemas.event.SwarmKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Turns rows of the tables of contributions, episodes and claims back into the records that they
 * come from. Ids must be as in the log. Not thread-safe.
 */
public final class SwarmRows {
  private static final Map<String, Identity> IDENTITIES = FileRow.byText(Identity.class);
  private static final Map<String, AnnounceEvent> EVENTS = FileRow.byText(AnnounceEvent.class);
  private static final Map<String, Role> ROLES = FileRow.byText(Role.class);
  private static final Map<String, Step> STEPS = FileRow.byText(Step.class);
  private static final Map<String, EpisodeEnd> ENDS = FileRow.byText(EpisodeEnd.class);
  private static final Map<String, SwarmKind> KINDS = FileRow.byText(SwarmKind.class);

  private final Serializer<SpecificRecord> contributions =
      Topics.CONTRIBUTIONS.value().serializer();
  private final Serializer<SwarmEpisode> episodes = Topics.SWARM_EPISODES.value().serializer();

  /** An episode at its place in the log, without claims. */
  public record Episode(LogRecord place, SwarmEpisode episode) {
    public long offset() {
      return place.offset();
    }
  }

  /** A claim in the episode whose record lies at an offset. */
  public record Claim(long offset, EpisodeClaim claim) {}

  /**
   * What to select.
   *
   * @param table contributions, episodes or episode_claims
   */
  public String columns(String table) {
    return FileRow.columns(table, false);
  }

  /**
   * The record of a row of contributions. A file has no partition of the previous announce: it is
   * that of the announce.
   */
  public LogRecord contribution(ResultSet result) throws SQLException {
    var row = new FileRow(result);
    var contribution = contribution(row);
    return row.record(
        contribution.getInfoHash().bytes(),
        contributions.serialize(Topics.CONTRIBUTIONS.name(), contribution));
  }

  private static Contribution contribution(FileRow row) throws SQLException {
    int partition = row.integer("source_partition");
    return Contribution.newBuilder()
        .setEventId(row.eventId())
        .setSource(new Position(partition, row.number("source_offset")))
        .setPrevious(position(partition, row.maybeNumber("previous_offset")))
        .setAtMs(row.number("effective_at"))
        .setInfoHash(row.infoHash())
        .setPeerId(row.peerId())
        .setClientId(row.client("client_id"))
        .setIdentity(row.constant("identity", IDENTITIES))
        .setNetworkId(row.client("network_id"))
        .setEvent(row.constant("event", EVENTS))
        .setRole(row.constant("role", ROLES))
        .setKind(row.constant("kind", STEPS))
        .setSeconds(row.number("seconds"))
        .setSecondsSeeded(row.number("seconds_seeded"))
        .setByteSecondsSeeded(row.number("byte_seconds_seeded"))
        .setUploaded(row.number("uploaded"))
        .setUploadedClaimed(row.number("uploaded_claimed"))
        .setDownloaded(row.number("downloaded"))
        .setCorrupt(row.number("corrupt"))
        .setRedundant(row.number("redundant"))
        .setLeft(row.maybeNumber("left_bytes"))
        .setSizeBytes(row.number("size_bytes"))
        .setSeeders(row.integer("seeders"))
        .setLeechers(row.integer("leechers"))
        .setSwarmUploaded(row.number("swarm_uploaded"))
        .setSwarmDownloaded(row.number("swarm_downloaded"))
        .setSecondsOnline(row.number("seconds_online"))
        .setSecondsCredited(row.number("seconds_credited"))
        .setNeed(row.integer("need"))
        .setQuality(row.integer("quality"))
        .build();
  }

  private static @Nullable Position position(int partition, @Nullable Long offset) {
    return offset == null ? null : new Position(partition, offset);
  }

  /** A row of episodes. */
  public Episode episode(ResultSet result) throws SQLException {
    var row = new FileRow(result);
    var episode = swarmEpisode(row);
    return new Episode(row.record(episode.getInfoHash().bytes(), null), episode);
  }

  private static SwarmEpisode swarmEpisode(FileRow row) throws SQLException {
    return SwarmEpisode.newBuilder()
        .setInfoHash(row.infoHash())
        .setStartMs(row.number("started_at"))
        .setEndMs(row.number("ended_at"))
        .setClosedBy(row.constant("closed_by", ENDS))
        .setUploaded(row.number("uploaded"))
        .setDownloaded(row.number("downloaded"))
        .setDiscarded(row.number("discarded"))
        .setSizeBytes(row.number("size_bytes"))
        .setClaims(List.of())
        .setCopies(row.integer("copies"))
        .setKind(row.constant("swarm_kind", KINDS))
        .setBaseline(row.real("baseline"))
        .setNormalised(row.real("normalised"))
        .setExcess(row.real("excess"))
        .setExcessSinceMs(row.maybeNumber("excess_since"))
        .setDeficit(row.real("deficit"))
        .setDeficitSinceMs(row.maybeNumber("deficit_since"))
        .build();
  }

  /** A row of claims. */
  public Claim claim(ResultSet result) throws SQLException {
    var row = new FileRow(result);
    return new Claim(row.number("log_offset"), claim(row));
  }

  private static EpisodeClaim claim(FileRow row) throws SQLException {
    return EpisodeClaim.newBuilder()
        .setClientId(row.client("client_id"))
        .setNetworkId(row.client("network_id"))
        .setPeerId(row.peerId())
        .setUploaded(row.number("uploaded"))
        .setDownloaded(row.number("downloaded"))
        .setDiscarded(row.number("discarded"))
        .setLeftFirst(row.maybeNumber("left_first"))
        .setLeftLast(row.maybeNumber("left_last"))
        .setAnnounces(row.integer("announces"))
        .setLeecherAnnounces(row.integer("leecher_announces"))
        .setFirstAtMs(row.number("first_at"))
        .setLastAtMs(row.number("last_at"))
        .setUploadedCredited(row.number("uploaded_credited"))
        .setIdentity(row.constant("identity", IDENTITIES))
        .build();
  }

  /** The record of an episode with its claims, in their order. */
  public LogRecord record(Episode episode, List<EpisodeClaim> claims) {
    var place = episode.place();
    var whole = SwarmEpisode.newBuilder(episode.episode()).setClaims(claims).build();
    return new LogRecord(
        place.partition(),
        place.offset(),
        place.appendedAtMs(),
        place.key(),
        episodes.serialize(Topics.SWARM_EPISODES.name(), whole));
  }
}
