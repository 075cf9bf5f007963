package equilibrium.analyst.table;

import static equilibrium.schemas.Ids.hex;

import equilibrium.schemas.Ids;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Intervention;
import equilibrium.schemas.event.Member;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Registration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tables of findings, of what followed from them, and of what operators say. */
final class OperatorTables {
  private final IdForm ids;
  private final boolean addresses;

  /** A record that a finding rests on. */
  private record Evidence(Anomaly anomaly, String topic, Position position) {
    static List<Evidence> of(Anomaly anomaly) {
      var evidence = new ArrayList<Evidence>();
      anomaly
          .getEvents()
          .forEach(at -> evidence.add(new Evidence(anomaly, Topics.ANNOUNCES.name(), at)));
      anomaly
          .getEpisodes()
          .forEach(at -> evidence.add(new Evidence(anomaly, Topics.SWARM_EPISODES.name(), at)));
      return evidence;
    }
  }

  /** A number that a rule looked at. */
  private record Figure(Anomaly anomaly, Map.Entry<String, Double> number) {}

  OperatorTables(IdForm ids, boolean addresses) {
    this.ids = ids;
    this.addresses = addresses;
  }

  List<TopicTable<?>> all() {
    return List.of(anomalies(), evidence(), figures(), interventions(), registrations(), members());
  }

  private TopicTable<Anomaly> anomalies() {
    return TopicTable.of(
        "anomalies",
        Topics.ANOMALIES,
        Anomaly.class,
        List.of(
            Column.text("case_id", "", a -> ids.caseId(a.getCaseId())),
            Column.text("rule", "docs/policy.md 3.3", Anomaly::getRule),
            Column.integer("rules_version", "", Anomaly::getRulesVersion),
            Column.text("client_id", "id", a -> ids.id(a.getClientId())),
            Column.name("identity", Anomaly::getIdentity),
            Column.text("info_hash", "hex", a -> maybe(a.getInfoHash())),
            Column.integer("peers", "sessions", a -> a.getPeerIds().size()),
            Column.time("since", Anomaly::getSinceMs),
            Column.time("decided_at", Anomaly::getDecidedAtMs),
            Column.real("observed", "of the rule", Anomaly::getObserved),
            Column.real("threshold", "of the rule", Anomaly::getThreshold),
            Column.integer("weight", "thousandths of a nat", Anomaly::getWeight),
            Column.real("confidence", "0 to 1", Anomaly::getConfidence),
            Column.flag("source_verified", Anomaly::getSourceVerified),
            Column.flag("shadow", Anomaly::getShadow),
            Column.text("summary", "", a -> addresses ? a.getSummary() : null)));
  }

  private static @Nullable String maybe(@Nullable InfoHash infoHash) {
    return infoHash == null ? null : hex(infoHash.bytes());
  }

  private TopicTable<Evidence> evidence() {
    return TopicTable.nested(
        "anomaly_events",
        Topics.ANOMALIES,
        Anomaly.class,
        List.of(
            Column.text("case_id", "", e -> ids.caseId(e.anomaly().getCaseId())),
            Column.text("rule", "docs/policy.md 3.3", e -> e.anomaly().getRule()),
            Column.text("client_id", "id", e -> ids.id(e.anomaly().getClientId())),
            Column.text("source_topic", "", Evidence::topic),
            Column.integer("source_partition", "", e -> e.position().getPartition()),
            Column.bigint("source_offset", "", e -> e.position().getOffset())),
        Evidence::of);
  }

  private TopicTable<Figure> figures() {
    return TopicTable.<Anomaly, Figure>nested(
        "anomaly_numbers",
        Topics.ANOMALIES,
        Anomaly.class,
        List.of(
            Column.text("case_id", "", f -> ids.caseId(f.anomaly().getCaseId())),
            Column.text("rule", "docs/policy.md 3.3", f -> f.anomaly().getRule()),
            Column.text("client_id", "id", f -> ids.id(f.anomaly().getClientId())),
            Column.text("figure", "", f -> f.number().getKey()),
            Column.real("amount", "as figure says", f -> f.number().getValue())),
        anomaly ->
            anomaly.getNumbers().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(number -> new Figure(anomaly, number))
                .toList());
  }

  /** The warning's text names an endpoint, so it goes with the addresses. */
  private TopicTable<Intervention> interventions() {
    return TopicTable.of(
        "interventions",
        Topics.INTERVENTIONS,
        Intervention.class,
        List.of(
            Column.key("info_hash", "hex", key -> hex(Arrays.copyOf(key, Ids.INFO_HASH_BYTES))),
            Column.key("recipient", "id", key -> ids.id(recipient(key))),
            Column.deleted(),
            Column.text("subject", "id", i -> ids.id(i.getSubject())),
            Column.name("kind", Intervention::getKind),
            Column.text("text", "", i -> addresses ? i.getText() : null),
            Column.text("case_id", "", i -> ids.caseId(i.getCaseId())),
            Column.time("from_at", Intervention::getFromMs),
            Column.time("until_at", Intervention::getUntilMs),
            Column.integer("announces", "replies", Intervention::getAnnounces)));
  }

  private static byte[] recipient(byte[] key) {
    return Arrays.copyOfRange(key, Ids.INFO_HASH_BYTES, key.length);
  }

  private static TopicTable<Registration> registrations() {
    return TopicTable.of(
        "registrations",
        Topics.REGISTRATIONS,
        Registration.class,
        List.of(
            Column.key("info_hash", "hex", Ids::hex),
            Column.deleted(),
            Column.flag("allowed", Registration::getAllowed),
            Column.flag("private", Registration::getPrivateTorrent),
            Column.text("name", "", Registration::getName),
            Column.maybeBigint("size_bytes", "bytes", Registration::getSizeBytes),
            Column.maybeInteger("piece_length", "bytes", Registration::getPieceLength),
            Column.text("licence", "", Registration::getLicence),
            Column.text("alias_of", "hex", r -> maybe(r.getAliasOf())),
            Column.time("registered_at", Registration::getAtMs),
            Column.text("registered_by", "", Registration::getBy)));
  }

  /** Where a program can be reached goes with the addresses. */
  private TopicTable<Member> members() {
    return TopicTable.of(
        "members",
        Topics.MEMBERS,
        Member.class,
        List.of(
            Column.deleted(),
            Column.bigint("node", "", Member::getNode),
            Column.time("started_at", Member::getBoot),
            Column.text("program", "", Member::getProgram),
            Column.text("version", "", Member::getVersion),
            Column.text("urls", "separated by blanks", this::urls),
            Column.time("last_seen_at", Member::getLastSeenMs)));
  }

  private @Nullable String urls(Member member) {
    return addresses ? String.join(" ", member.getAddresses()) : null;
  }
}
