package equilibrium.analyst.table;

import static equilibrium.schemas.Ids.hex;

import equilibrium.schemas.Ids;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.EpisodeClaim;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.schemas.event.SwarmEpisode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tables of what scoring writes about swarms. */
final class SwarmTables {
  private final IdForm ids;

  /** A claim and the episode that it stands in. */
  private record Claim(SwarmEpisode episode, EpisodeClaim claim) {}

  SwarmTables(IdForm ids) {
    this.ids = ids;
  }

  List<TopicTable<?>> all() {
    return List.of(contributions(), balances(), episodes(), claims());
  }

  private TopicTable<Contribution> contributions() {
    var columns = new ArrayList<>(session());
    columns.addAll(amounts());
    return TopicTable.of("contributions", Topics.CONTRIBUTIONS, Contribution.class, columns);
  }

  private List<Column<Contribution>> session() {
    return List.of(
        Column.bigint("event_node", "", c -> c.getEventId().getNode()),
        Column.bigint("event_boot", "ms since 1970", c -> c.getEventId().getBoot()),
        Column.bigint("event_sequence", "", c -> c.getEventId().getSequence()),
        Column.integer("source_partition", "", c -> c.getSource().getPartition()),
        Column.bigint("source_offset", "", c -> c.getSource().getOffset()),
        Column.maybeBigint("previous_offset", "", c -> offset(c.getPrevious())),
        Column.time("effective_at", Contribution::getAtMs),
        Column.text("info_hash", "hex", c -> hex(c.getInfoHash().bytes())),
        Column.text("peer_id", "id", c -> ids.peer(c.getPeerId())),
        Column.text("client_program", "BEP 20", c -> AnnounceTables.program(c.getPeerId())),
        Column.text("client_id", "id", c -> ids.id(c.getClientId())),
        Column.name("identity", Contribution::getIdentity),
        Column.text("network_id", "id", c -> ids.id(c.getNetworkId())),
        Column.name("event", Contribution::getEvent),
        Column.name("role", Contribution::getRole),
        Column.name("kind", Contribution::getKind));
  }

  private static List<Column<Contribution>> amounts() {
    return List.of(
        Column.bigint("seconds", "s", Contribution::getSeconds),
        Column.bigint("seconds_seeded", "s", Contribution::getSecondsSeeded),
        Column.bigint("seconds_online", "s", Contribution::getSecondsOnline),
        Column.bigint("seconds_credited", "s", Contribution::getSecondsCredited),
        Column.bigint("byte_seconds_seeded", "byte s", Contribution::getByteSecondsSeeded),
        Column.bigint("uploaded", "bytes", Contribution::getUploaded),
        Column.bigint("uploaded_claimed", "bytes", Contribution::getUploadedClaimed),
        Column.bigint("downloaded", "bytes", Contribution::getDownloaded),
        Column.bigint("corrupt", "bytes", Contribution::getCorrupt),
        Column.bigint("redundant", "bytes", Contribution::getRedundant),
        Column.maybeBigint("left_bytes", "bytes", Contribution::getLeft),
        Column.bigint("size_bytes", "bytes, 0: unknown", Contribution::getSizeBytes),
        Column.integer("seeders", "sessions", Contribution::getSeeders),
        Column.integer("leechers", "sessions", Contribution::getLeechers),
        Column.bigint("swarm_uploaded", "bytes", Contribution::getSwarmUploaded),
        Column.bigint("swarm_downloaded", "bytes", Contribution::getSwarmDownloaded),
        Column.integer("need", "1024ths", Contribution::getNeed),
        Column.integer("quality", "1024ths", Contribution::getQuality));
  }

  private static @Nullable Long offset(@Nullable Position position) {
    return position == null ? null : position.getOffset();
  }

  private static TopicTable<SwarmBalance> balances() {
    return TopicTable.of(
        "balances",
        Topics.SWARM_BALANCES,
        SwarmBalance.class,
        List.of(
            Column.key("info_hash", "hex", Ids::hex),
            Column.deleted(),
            Column.integer("source_partition", "", b -> b.getSource().getPartition()),
            Column.bigint("source_offset", "", b -> b.getSource().getOffset()),
            Column.time("effective_at", SwarmBalance::getAtMs),
            Column.bigint("uploaded", "bytes", SwarmBalance::getUploaded),
            Column.bigint("downloaded", "bytes", SwarmBalance::getDownloaded),
            Column.bigint("discarded", "bytes", SwarmBalance::getDiscarded),
            Column.bigint("imbalance", "bytes", SwarmBalance::getImbalance),
            Column.maybeTime("imbalanced_since", SwarmBalance::getImbalancedSinceMs),
            Column.integer("seeders", "sessions", SwarmBalance::getSeeders),
            Column.integer("leechers", "sessions", SwarmBalance::getLeechers),
            Column.integer("partial_seeders", "sessions", SwarmBalance::getPartialSeeders),
            Column.bigint("completed", "sessions", SwarmBalance::getCompleted),
            Column.bigint("size_bytes", "bytes, 0: unknown", SwarmBalance::getSizeBytes)));
  }

  private static TopicTable<SwarmEpisode> episodes() {
    return TopicTable.of(
        "episodes",
        Topics.SWARM_EPISODES,
        SwarmEpisode.class,
        List.of(
            Column.text("info_hash", "hex", e -> hex(e.getInfoHash().bytes())),
            Column.time("started_at", SwarmEpisode::getStartMs),
            Column.time("ended_at", SwarmEpisode::getEndMs),
            Column.name("closed_by", SwarmEpisode::getClosedBy),
            Column.bigint("uploaded", "bytes", SwarmEpisode::getUploaded),
            Column.bigint("downloaded", "bytes", SwarmEpisode::getDownloaded),
            Column.bigint("discarded", "bytes", SwarmEpisode::getDiscarded),
            Column.bigint("size_bytes", "bytes, 0: unknown", SwarmEpisode::getSizeBytes),
            Column.integer("claims", "sessions", e -> e.getClaims().size()),
            Column.integer("copies", "sessions", SwarmEpisode::getCopies),
            Column.name("swarm_kind", SwarmEpisode::getKind),
            Column.real("baseline", "share", SwarmEpisode::getBaseline),
            Column.real("normalised", "standard deviations", SwarmEpisode::getNormalised),
            Column.real("excess", "CUSUM", SwarmEpisode::getExcess),
            Column.maybeTime("excess_since", SwarmEpisode::getExcessSinceMs),
            Column.real("deficit", "CUSUM", SwarmEpisode::getDeficit),
            Column.maybeTime("deficit_since", SwarmEpisode::getDeficitSinceMs)));
  }

  private TopicTable<Claim> claims() {
    return TopicTable.<SwarmEpisode, Claim>nested(
        "episode_claims",
        Topics.SWARM_EPISODES,
        SwarmEpisode.class,
        List.of(
            Column.text("info_hash", "hex", c -> hex(c.episode().getInfoHash().bytes())),
            Column.time("started_at", c -> c.episode().getStartMs()),
            Column.time("ended_at", c -> c.episode().getEndMs()),
            Column.text("client_id", "id", c -> ids.id(c.claim().getClientId())),
            Column.name("identity", c -> c.claim().getIdentity()),
            Column.text("network_id", "id", c -> ids.id(c.claim().getNetworkId())),
            Column.text("peer_id", "id", c -> ids.peer(c.claim().getPeerId())),
            Column.bigint("uploaded", "bytes", c -> c.claim().getUploaded()),
            Column.bigint("uploaded_credited", "bytes", c -> c.claim().getUploadedCredited()),
            Column.bigint("downloaded", "bytes", c -> c.claim().getDownloaded()),
            Column.bigint("discarded", "bytes", c -> c.claim().getDiscarded()),
            Column.maybeBigint("left_first", "bytes", c -> c.claim().getLeftFirst()),
            Column.maybeBigint("left_last", "bytes", c -> c.claim().getLeftLast()),
            Column.integer("announces", "announces", c -> c.claim().getAnnounces()),
            Column.integer("leecher_announces", "announces", c -> c.claim().getLeecherAnnounces()),
            Column.time("first_at", c -> c.claim().getFirstAtMs()),
            Column.time("last_at", c -> c.claim().getLastAtMs())),
        episode -> episode.getClaims().stream().map(claim -> new Claim(episode, claim)).toList());
  }
}
