package equilibrium.ingress.explain;

import equilibrium.ingress.admission.Identities;
import equilibrium.ingress.answer.AnnouncePolicy;
import equilibrium.ingress.explain.Choice.Draw;
import equilibrium.ingress.explain.Choice.Peer;
import equilibrium.ingress.explain.Choice.Seconds;
import equilibrium.ingress.net.Addresses;
import equilibrium.ingress.swarm.Family;
import equilibrium.ingress.swarm.Role;
import equilibrium.ingress.swarm.Selection.Policy;
import equilibrium.ingress.swarm.inspect.Census;
import equilibrium.ingress.swarm.inspect.Preview;
import equilibrium.schemas.EnumText;
import equilibrium.schemas.Tier;
import equilibrium.schemas.event.ClientId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Writes the explanation of a preview. */
record ChoiceReport(
    AnnouncePolicy policy, HypotheticalAnnounce announce, Preview preview, Census census) {
  private static final HexFormat HEX = HexFormat.of();
  private static final int PORT_BYTES = 2;

  Choice choice() {
    var client = client();
    var swarm = swarm();
    var session = preview.isPresent() ? session() : null;
    var sessions = census.sessions().stream().map(HEX::formatHex).toList();
    var refused = announce.refused();
    if (refused != null) {
      var text = refused.text();
      return new Choice(
          client, swarm, session, sessions, text, null, ChoiceReasons.refusal(client, text));
    }
    var draw = draw();
    var why = new ChoiceReasons(client, swarm, session, draw).why();
    return new Choice(client, swarm, session, sessions, null, draw, why);
  }

  private Choice.Client client() {
    var asker = announce.client();
    var usual = policy.usualPolicy();
    var own = preview.visit().asked().policy();
    return new Choice.Client(
        text(asker.id()),
        identity(),
        EnumText.of(asker.key()),
        asker.number() >= 0,
        census.tier(),
        EnumText.of(own),
        EnumText.of(usual),
        own != usual,
        preview.visit().found().isQuarantined());
  }

  private static @Nullable String text(@Nullable ClientId id) {
    return id == null ? null : HEX.formatHex(id.bytes());
  }

  private String identity() {
    var identity = announce.client().identity();
    if (identity != null) {
      return EnumText.of(identity);
    }
    boolean announces = announce.rules().identity() == Identities.KEY_OR_ADDRESS;
    return announces && !census.sessions().isEmpty() ? "address" : "unknown";
  }

  private Choice.Swarm swarm() {
    var asked = preview.visit().asked();
    var found = preview.visit().found();
    var torrent = announce.torrent();
    String listed = torrent == null ? "unlisted" : torrent.allowed() ? "allowed" : "denied";
    return new Choice.Swarm(
        HEX.formatHex(asked.infoHash()),
        listed,
        torrent != null && torrent.isPrivate(),
        EnumText.of(announce.rules().gate()),
        asked.isGated(),
        found.seeders(),
        found.leechers(),
        found.partialSeeders(),
        list(census.seeders()),
        list(census.leechers()),
        census.isComplete());
  }

  private static List<Integer> list(int[] counts) {
    return Arrays.stream(counts).boxed().toList();
  }

  private Choice.Session session() {
    var asked = preview.visit().asked();
    int bytes = asked.family().endpointBytes() - PORT_BYTES;
    return new Choice.Session(
        HEX.formatHex(asked.peerId()),
        endpoint(Arrays.copyOf(asked.address(), bytes), asked.port()),
        EnumText.of(preview.sessionRole()),
        preview.sessionClient() == asked.client(),
        ago(preview.visit().found().startedAtMs()),
        ago(preview.receivedAtMs()),
        preview.earlyBefore());
  }

  private long ago(long thenMs) {
    return policy.realSeconds(announce.nowMs() - thenMs);
  }

  private Draw draw() {
    var asked = preview.visit().asked();
    var found = preview.visit().found();
    var peers = peers();
    boolean climbing = AnnouncePolicy.isClimbing(preview.visit());
    int least = policy.interval(climbing, announce.rules(), -1);
    int most = policy.interval(climbing, announce.rules(), 1);
    return new Draw(
        EnumText.of(found.role()),
        asked.wanted(),
        found.allowed(),
        found.level(),
        found.ceiling(),
        preview.risesInMs() < 0 ? null : policy.realSeconds(preview.risesInMs()),
        found.isEarly() ? inTimeInSeconds() : null,
        new Seconds(least, most),
        new Seconds(
            policy.minInterval(climbing, announce.rules(), least),
            policy.minInterval(climbing, announce.rules(), most)),
        found.peers().seeders(),
        found.peers().size() - found.peers().seeders(),
        (int) peers.stream().filter(is(Role.PARTIAL_SEEDER)).count(),
        byTier(peers, is(Role.SEEDER)),
        byTier(peers, is(Role.SEEDER).negate()),
        peers);
  }

  private long inTimeInSeconds() {
    var asked = preview.visit().asked();
    return policy.realSeconds(preview.receivedAtMs() + asked.earlyMs() - asked.atMs());
  }

  private static Predicate<Peer> is(Role role) {
    return peer -> peer.role().equals(EnumText.of(role));
  }

  private static List<Integer> byTier(List<Peer> peers, Predicate<Peer> which) {
    int[] counts = new int[Tier.COUNT];
    peers.stream().filter(which).forEach(peer -> counts[peer.tier()]++);
    return list(counts);
  }

  private List<Peer> peers() {
    var listed = preview.visit().found().peers();
    var peers = new ArrayList<Peer>();
    for (Family family : Family.values()) {
      for (int place = 0; place < listed.size(family); place++) {
        peers.add(peer(family, place));
      }
    }
    return peers;
  }

  private Peer peer(Family family, int place) {
    var asked = preview.visit().asked();
    boolean levels = asked.policy() == Policy.TIER_BACKOFF && asked.isGated();
    byte[] endpoints = preview.visit().found().peers().endpoints(family);
    int from = place * family.endpointBytes();
    int portAt = from + family.endpointBytes() - PORT_BYTES;
    int port = ((endpoints[portAt] & 0xff) << 8) | (endpoints[portAt + 1] & 0xff);
    var role = preview.role(family, place);
    return new Peer(
        endpoint(Arrays.copyOfRange(endpoints, from, portAt), port),
        EnumText.of(role),
        preview.tier(family, place),
        levels && role != Role.SEEDER ? preview.level(family, place) : null);
  }

  private static String endpoint(byte[] address, int port) {
    var text = Addresses.text(address);
    return address.length == 4 ? text + ":" + port : "[" + text + "]:" + port;
  }
}
