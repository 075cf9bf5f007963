package equilibrium.ingress.explain;

import equilibrium.ingress.IngressConfig.Identities;
import equilibrium.ingress.answer.AnnouncePolicy;
import equilibrium.ingress.explain.Choice.Draw;
import equilibrium.ingress.explain.Choice.Peer;
import equilibrium.ingress.explain.Choice.Seconds;
import equilibrium.ingress.net.Addresses;
import equilibrium.ingress.swarm.Census;
import equilibrium.ingress.swarm.Family;
import equilibrium.ingress.swarm.Preview;
import equilibrium.ingress.swarm.Selection.Policy;
import equilibrium.ingress.swarm.Visit.Role;
import equilibrium.schemas.event.ClientId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Writes down what came of a preview. */
record ChoiceReport(
    AnnouncePolicy terms, HypotheticalAnnounce announce, Preview preview, Census census) {
  private static final HexFormat HEX = HexFormat.of();

  Choice choice() {
    var client = client();
    var swarm = swarm();
    var session = preview.present ? session() : null;
    var sessions = census.sessions().stream().map(HEX::formatHex).toList();
    var refused = announce.refused();
    if (refused != null) {
      var words = refused.words();
      return new Choice(
          client, swarm, session, sessions, words, null, ChoiceReasons.refusal(client, words));
    }
    var draw = draw();
    var why = new ChoiceReasons(client, swarm, session, draw).why();
    return new Choice(client, swarm, session, sessions, null, draw, why);
  }

  private Choice.Client client() {
    var asker = announce.asker();
    var usual = terms.usualPolicy();
    var policy = preview.visit.policy;
    return new Choice.Client(
        text(asker.id()),
        identity(),
        Text.of(asker.key()),
        asker.number() >= 0,
        census.tier(),
        Text.of(policy),
        Text.of(usual),
        policy != usual);
  }

  private static @Nullable String text(@Nullable ClientId id) {
    return id == null ? null : HEX.formatHex(id.bytes());
  }

  private String identity() {
    var identity = announce.asker().identity();
    if (identity != null) {
      return Text.of(identity);
    }
    boolean announces = announce.rules().identity() == Identities.KEY_OR_ADDRESS;
    return announces && !census.sessions().isEmpty() ? "address" : "unknown";
  }

  private Choice.Swarm swarm() {
    var visit = preview.visit;
    var torrent = announce.torrent();
    String said = torrent == null ? "unlisted" : torrent.allowed() ? "allowed" : "denied";
    return new Choice.Swarm(
        HEX.formatHex(visit.infoHash),
        said,
        torrent != null && torrent.isPrivate(),
        Text.of(announce.rules().gate()),
        visit.gated,
        visit.seeders,
        visit.leechers,
        visit.partialSeeders,
        list(census.seeders()),
        list(census.leechers()),
        census.isComplete());
  }

  private static List<Integer> list(int[] counts) {
    return Arrays.stream(counts).boxed().toList();
  }

  private Choice.Session session() {
    var visit = preview.visit;
    return new Choice.Session(
        HEX.formatHex(visit.peerId),
        endpoint(Arrays.copyOf(visit.address, visit.family == Family.IPV4 ? 4 : 16), visit.port),
        Text.of(preview.sessionRole),
        preview.sessionClient == visit.client,
        ago(visit.sessionStartedAtMs),
        ago(preview.heardAtMs),
        preview.earlyBefore);
  }

  private long ago(long thenMs) {
    return terms.realSeconds(announce.nowMs() - thenMs);
  }

  private Draw draw() {
    var visit = preview.visit;
    var peers = peers();
    var least = terms.waits(visit, announce.rules(), -1);
    var most = terms.waits(visit, announce.rules(), 1);
    return new Draw(
        Text.of(visit.role),
        visit.wanted,
        visit.allowed,
        visit.level,
        visit.ceiling,
        preview.risesInMs < 0 ? null : terms.realSeconds(preview.risesInMs),
        visit.early ? terms.realSeconds(preview.heardAtMs + visit.earlyMs - visit.atMs) : null,
        new Seconds(least.interval(), most.interval()),
        new Seconds(least.minInterval(), most.minInterval()),
        visit.peers.seeders(),
        visit.peers.size() - visit.peers.seeders(),
        (int) peers.stream().filter(is(Role.PARTIAL_SEEDER)).count(),
        byTier(peers, is(Role.SEEDER)),
        byTier(peers, is(Role.SEEDER).negate()),
        peers);
  }

  private static Predicate<Peer> is(Role role) {
    return peer -> peer.role().equals(Text.of(role));
  }

  private static List<Integer> byTier(List<Peer> peers, Predicate<Peer> which) {
    int[] counts = new int[4];
    peers.stream().filter(which).forEach(peer -> counts[peer.tier()]++);
    return list(counts);
  }

  private List<Peer> peers() {
    var visit = preview.visit;
    boolean levels = visit.policy == Policy.TIER_BACKOFF && visit.gated;
    var peers = new ArrayList<Peer>();
    for (Family family : Family.values()) {
      int bytes = family.endpointBytes();
      byte[] endpoints = visit.peers.endpoints(family);
      for (int place = 0; place < visit.peers.size(family); place++) {
        int from = place * bytes;
        int port =
            ((endpoints[from + bytes - 2] & 0xff) << 8) | (endpoints[from + bytes - 1] & 0xff);
        var role = preview.role(family, place);
        peers.add(
            new Peer(
                endpoint(Arrays.copyOfRange(endpoints, from, from + bytes - 2), port),
                Text.of(role),
                preview.tier(family, place),
                levels && role != Role.SEEDER ? preview.level(family, place) : null));
      }
    }
    return peers;
  }

  private static String endpoint(byte[] address, int port) {
    var text = Addresses.text(address);
    return address.length == 4 ? text + ":" + port : "[" + text + "]:" + port;
  }
}
