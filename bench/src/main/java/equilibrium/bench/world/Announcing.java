package equilibrium.bench.world;

import equilibrium.bench.trace.TraceAnnounce;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import java.io.IOException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Turns reports of sessions into announces as their programs send them: over one or two addresses,
 * under one or two hashes, with the parameters of the program. Some do not arrive.
 */
final class Announcing {
  /** Takes announces in the order of their times. */
  interface Sink {
    void accept(TraceAnnounce announce) throws IOException;
  }

  private static final int TRACKER_ID_BYTES = 16;
  private static final int STALE_TRACKER_ID = 48;

  /** An announce that is on its way. */
  private record Pending(TraceAnnounce announce, long number) {}

  private final PriorityQueue<Pending> pending =
      new PriorityQueue<>(
          Comparator.comparingLong((Pending sent) -> sent.announce.atMs())
              .thenComparingLong(Pending::number));
  private final WorldOptions options;
  private final Deceit deceit;
  private final Dice dice;
  private long number;

  Announcing(WorldOptions options, Deceit deceit, Dice dice) {
    this.options = options;
    this.deceit = deceit;
    this.dice = dice;
  }

  /** Gives what was sent before a time to the sink. */
  void flush(long untilMs, Sink sink) throws IOException {
    while (!pending.isEmpty() && pending.peek().announce.atMs() < untilMs) {
      sink.accept(pending.remove().announce);
    }
  }

  /** A session announces. Nothing is sent for a client that no tracker sees. */
  void announce(Session session, AnnounceEvent event, long atMs) {
    var client = session.client;
    if (client.line.unseen()) {
      return;
    }
    boolean cheats = client.cheats(atMs);
    deceit.beforeAnnounce(session, cheats, atMs);
    double lost =
        event == AnnounceEvent.STOPPED ? options.lostStops() : options.lostAnnounces();
    if (dice.chance(lost)) {
      return;
    }
    var counters = Counters.of(session, cheats);
    account(session, cheats);
    send(session, said(session, event, cheats), counters, atMs);
    if (!client.line.udp() && session.token == null) {
      session.token = HexFormat.of().formatHex(dice.bytes(TRACKER_ID_BYTES));
    }
    session.hasMetadata = true;
    session.replies++;
  }

  private static void account(Session session, boolean cheats) {
    session.client.fabricatedUp += session.fakeUp - session.fakeUpReported;
    session.fakeUpReported = session.fakeUp;
    boolean hides =
        session.client.kind == Kind.HIDDEN || session.client.kind == Kind.GHOST_LEECH;
    if (cheats && hides) {
      session.client.hiddenDown += session.received() - session.hiddenReported;
      session.hiddenReported = session.received();
    }
  }

  /** The event as the program, or an emulator, says it. */
  private static AnnounceEvent said(Session session, AnnounceEvent event, boolean cheats) {
    if (session.emulated) {
      boolean spoofs = session.client.kind == Kind.RATIO_SPOOF && event == AnnounceEvent.NONE;
      return spoofs ? AnnounceEvent.STARTED : event;
    }
    if (cheats && session.client.kind == Kind.GHOST_LEECH && event == AnnounceEvent.COMPLETED) {
      return AnnounceEvent.NONE;
    }
    boolean partial =
        session.isFinished()
            && session.target < session.swarm.torrent.sizeBytes()
            && session.client.program.sendsPaused();
    return partial && event != AnnounceEvent.STOPPED ? AnnounceEvent.PAUSED : event;
  }

  private void send(Session session, AnnounceEvent event, Counters counters, long atMs) {
    var torrent = session.swarm.torrent;
    var client = session.client;
    boolean twoAddresses =
        client.line.ipv6() != null
            && !session.emulated
            && (client.program.isLibtorrent() || client.program == Program.TRANSMISSION);
    for (int address = 0; address < (twoAddresses ? 2 : 1); address++) {
      var ipv6 = address == 0 ? null : client.line.ipv6();
      long sentMs = atMs + (address == 0 ? 0 : 1 + dice.below(40));
      put(session, torrent.infoHash(), session.peerId, event, counters, ipv6, sentMs);
      if (torrent.alias() != null && client.program.isLibtorrent() && !session.emulated) {
        put(session, torrent.alias(), session.peerId, event, counters, ipv6, sentMs + 100);
      }
    }
    if (client.kind == Kind.DOUBLER) {
      var second = session.secondPeerId;
      put(session, torrent.infoHash(), second, event, counters, null, atMs + dice.below(1_000));
    }
  }

  // Everything that makes up an announce.
  private void put(
      Session session,
      InfoHash infoHash,
      PeerId peerId,
      AnnounceEvent event,
      Counters counters,
      @Nullable String ipv6,
      long atMs) {
    var client = session.client;
    var program = client.program;
    int wanted = event == AnnounceEvent.STOPPED ? 0 : program.numWant();
    boolean udp = client.line.udp() && !session.emulated;
    var announce =
        new TraceAnnounce(
            atMs,
            infoHash,
            peerId,
            client.announceKey,
            ipv6 == null ? client.ipv4 : ipv6,
            client.line.port(),
            event,
            counters.uploaded(),
            counters.downloaded(),
            counters.left(),
            wanted < 0 ? null : wanted,
            udp,
            udp ? null : userAgent(session),
            udp ? Map.of("key", key(session)) : params(session, counters));
    pending.add(new Pending(announce, number++));
  }

  private static String userAgent(Session session) {
    if (!session.emulated) {
      return session.client.program.userAgent();
    }
    return switch (session.client.kind) {
      case RATIOMASTER -> isStale(session) ? "Azureus 3.1.1.0;Windows XP" : "uTorrent/3320";
      case RATIO_SPOOF -> "qBittorrent/4.0.3";
      default -> "qBittorrent/4.6.7";
    };
  }

  /** Peer ids begin so. */
  static String prefix(Session session) {
    if (!session.emulated) {
      return session.client.program.prefix();
    }
    return switch (session.client.kind) {
      case RATIOMASTER -> isStale(session) ? "-AZ3110-" : "-UT3320-";
      case RATIO_SPOOF -> "-qB4030-";
      default -> "-qB4670-";
    };
  }

  /** Half of the RatioMasters use the profile with a fixed tracker id. */
  private static boolean isStale(Session session) {
    return (session.client.announceKey.charAt(0) & 1) == 0;
  }

  private Map<String, String> params(Session session, Counters counters) {
    var params = new LinkedHashMap<String, String>();
    var program = session.client.program;
    if (session.emulated) {
      params.put("key", key(session));
      params.put("compact", "1");
      params.put("no_peer_id", "1");
      if (session.client.kind == Kind.RATIOMASTER && isStale(session)) {
        params.put("trackerid", Integer.toString(STALE_TRACKER_ID));
      }
      return params;
    }
    if (program.isLibtorrent() || program == Program.BIGLYBT || program == Program.UTORRENT) {
      params.put("corrupt", Long.toString(counters.corrupt()));
    } else if (program == Program.TRANSMISSION && counters.corrupt() > 0) {
      params.put("corrupt", Long.toString(counters.corrupt()));
    }
    if (program.sendsKey()) {
      params.put("key", key(session));
    }
    var constants = program.constants();
    for (int i = 0; i < constants.size(); i += 2) {
      params.put(constants.get(i), constants.get(i + 1));
    }
    if (program.isLibtorrent()) {
      params.put("redundant", Long.toString(counters.redundant()));
    }
    if (session.token != null && program.echoes()) {
      params.put("trackerid", session.token);
    }
    return params;
  }

  private static String key(Session session) {
    return HexFormat.of().toHexDigits(session.key).toUpperCase(Locale.ROOT);
  }
}
