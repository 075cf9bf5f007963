package equilibrium.bench.detect;

import equilibrium.bench.detect.Swarms.Peer;
import equilibrium.bench.trace.TraceAnnounce;
import equilibrium.schemas.AddressIds;
import equilibrium.schemas.ClientIds;
import equilibrium.schemas.IpAddress;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Answer;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Encryption;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.Policy;
import equilibrium.schemas.event.TrackerIdVerdict;
import equilibrium.schemas.event.Transport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes events of recorded announces, as an ingress would that received and answered them. */
final class Events {
  static final long NODE = 1;

  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{1,8}");
  private static final int MOST_KEYS = 1 << 20;
  private static final int INTERVAL_SECONDS = 1_800;
  private static final long EARLY_MS = 450_000;
  private static final int MOST_EARLY = 7;

  /** No tracker gives a shorter id; emulators send fixed ones, such as 48 (docs/policy.md 0.7). */
  private static final int SHORTEST_TRACKER_ID = 8;

  private final Swarms swarms;
  private final long bootMs;
  private final boolean trackerIds;
  private final AddressIds addressIds = new AddressIds(new byte[AddressIds.SECRET_BYTES]);
  private final Map<String, ClientId> byKey = new HashMap<>();
  private final Map<Address, ClientId> byAddress = new HashMap<>();
  private long sequence;

  /**
   * Events of one trace.
   *
   * @param trackerIds whether any announce of the trace has a tracker id; if not, its tracker gave
   *     none, and nobody is to blame for not echoing it
   */
  Events(Swarms swarms, long bootMs, boolean trackerIds) {
    this.swarms = swarms;
    this.bootMs = bootMs;
    this.trackerIds = trackerIds;
  }

  ClientId client(TraceAnnounce announce) {
    var key = announce.announceKey();
    return key == null
        ? network(address(announce).event())
        : bounded(byKey).computeIfAbsent(key, ClientIds::ofKey);
  }

  private ClientId network(Address address) {
    return bounded(byAddress).computeIfAbsent(address, addressIds::of);
  }

  private static <K> Map<K, ClientId> bounded(Map<K, ClientId> ids) {
    if (ids.size() > MOST_KEYS) {
      ids.clear();
    }
    return ids;
  }

  private static IpAddress address(TraceAnnounce announce) {
    var address = IpAddress.parse(announce.ip());
    if (address == null) {
      throw new IllegalStateException("the reader checks addresses");
    }
    return address;
  }

  /** The event; the announce is entered into its swarm. */
  Announced of(TraceAnnounce announce) {
    var client = client(announce);
    long lastMs = swarms.lastMs(announce);
    var peer = swarms.enter(announce, client);
    var address = address(announce);
    var params = announce.params();
    return Announced.newBuilder()
        .setEventId(new EventId(NODE, bootMs, sequence++))
        .setReceivedAtMs(announce.atMs())
        .setInfoHash(announce.infoHash())
        .setPeerId(announce.peerId())
        .setClientId(client)
        .setIdentity(announce.announceKey() == null ? Identity.ADDRESS : Identity.KEY)
        .setNetworkId(network(address.clientNetwork().event()))
        .setAddress(address.event())
        .setFamily(address.family())
        .setPort(announce.port())
        .setEvent(announce.event())
        .setUploaded(announce.uploaded())
        .setDownloaded(announce.downloaded())
        .setLeft(announce.left())
        .setCorrupt(announce.udp() ? null : counter(params.get("corrupt")))
        .setRedundant(announce.udp() ? null : counter(params.get("redundant")))
        .setClaimedAddresses(claimed(params))
        .setKey(key(params.get("key")))
        .setNumWant(announce.numWant())
        .setTransport(announce.udp() ? Transport.UDP : Transport.HTTP)
        .setEncryption(encryption(announce))
        .setUserAgent(announce.udp() ? null : announce.userAgent())
        .setTrackerId(verdict(announce))
        .setFingerprint(announce.udp() ? null : Fingerprints.of(announce))
        .setBrowserHeaders(false)
        .setSessionStartedAtMs(peer.startedMs)
        .setAnswer(answer(announce, peer, lastMs))
        .build();
  }

  private static @Nullable Long counter(@Nullable String digits) {
    try {
      long value = digits == null ? -1 : Long.parseLong(digits);
      return value < 0 ? null : value;
    } catch (NumberFormatException _) {
      return null;
    }
  }

  private static @Nullable Integer key(@Nullable String text) {
    if (text == null) {
      return null;
    }
    return HEX.matcher(text).matches() ? Integer.parseUnsignedInt(text, 16) : text.hashCode();
  }

  private static List<Address> claimed(Map<String, String> params) {
    var claimed = new ArrayList<Address>();
    for (var name : List.of("ip", "ipv4", "ipv6")) {
      var text = params.get(name);
      var address = text == null ? null : IpAddress.parse(text);
      if (address != null) {
        claimed.add(address.event());
      }
    }
    return claimed;
  }

  private static Encryption encryption(TraceAnnounce announce) {
    if (announce.udp()) {
      return Encryption.UNSAID;
    }
    if ("1".equals(announce.params().get("requirecrypto"))) {
      return Encryption.REQUIRED;
    }
    return "1".equals(announce.params().get("supportcrypto"))
        ? Encryption.SUPPORTED
        : Encryption.UNSAID;
  }

  /** An id that the recorded tracker may have given counts as given: its secret is not known. */
  private TrackerIdVerdict verdict(TraceAnnounce announce) {
    if (announce.udp()) {
      return TrackerIdVerdict.NONE;
    }
    var id = announce.params().get("trackerid");
    if (id == null) {
      boolean first = announce.event() == AnnounceEvent.STARTED;
      return trackerIds || first ? TrackerIdVerdict.NONE : TrackerIdVerdict.VALID;
    }
    return isGiven(id) ? TrackerIdVerdict.VALID : TrackerIdVerdict.FOREIGN;
  }

  /** Whether a tracker may have given this id. */
  static boolean isGiven(String trackerId) {
    return trackerId.length() >= SHORTEST_TRACKER_ID;
  }

  private Answer answer(TraceAnnounce announce, Peer peer, long lastMs) {
    var swarm = swarms.of(announce.infoHash());
    boolean early = lastMs >= 0 && announce.atMs() - lastMs < EARLY_MS;
    peer.early = early ? peer.early + 1 : 0;
    boolean inTime = announce.event() == AnnounceEvent.STOPPED || peer.early <= MOST_EARLY;
    int wanted = announce.numWant() == null ? 50 : Math.min(50, announce.numWant());
    int peers = inTime ? Math.min(wanted, Math.max(0, swarm.peers.size() - 1)) : 0;
    int seeders = peer.seeds ? 0 : Math.min(peers, swarm.seeders);
    return new Answer(
        Policy.UNGATED,
        0,
        3,
        swarm.seeders,
        swarm.leechers(),
        peers,
        seeders,
        INTERVAL_SECONDS,
        inTime,
        0);
  }
}
