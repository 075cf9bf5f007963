package equilibrium.bench.world;

import equilibrium.bench.trace.TraceAnnounce;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
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
    var next = pending.peek();
    while (next != null && next.announce.atMs() < untilMs) {
      sink.accept(next.announce);
      pending.remove();
      next = pending.peek();
    }
  }

  /**
   * A session announces. Nothing is sent for a client that no tracker sees.
   *
   * @return whether it went well, as far as the client can see
   */
  boolean announce(Session session, AnnounceEvent event, long atMs) {
    var client = session.client;
    if (client.line.unseen()) {
      return true;
    }
    boolean cheats = client.cheats(atMs);
    deceit.beforeAnnounce(session, cheats, atMs);
    double lost = event == AnnounceEvent.STOPPED ? options.lostStops() : options.lostAnnounces();
    if (dice.chance(lost)) {
      return false;
    }
    var counters = Counters.of(session, cheats);
    account(session, cheats);
    send(session, said(session, event, cheats), counters, atMs);
    if (!client.line.udp() && session.token == null) {
      session.token = HexFormat.of().formatHex(dice.bytes(TRACKER_ID_BYTES));
    }
    session.hasMetadata = true;
    session.replies++;
    return true;
  }

  private static void account(Session session, boolean cheats) {
    session.client.fabricatedUp += session.fakeUp - session.fakeUpReported;
    session.fakeUpReported = session.fakeUp;
    boolean hides = session.client.kind == Kind.HIDDEN || session.client.kind == Kind.GHOST_LEECH;
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

  /** One of the announces that make up a report. */
  private record Copy(InfoHash infoHash, PeerId peerId, @Nullable String ipv6, long atMs) {}

  private void send(Session session, AnnounceEvent event, Counters counters, long atMs) {
    for (var copy : copies(session, atMs)) {
      var announce = announce(session, event, counters, copy);
      pending.add(new Pending(announce, number++));
    }
  }

  private List<Copy> copies(Session session, long atMs) {
    var copies = new ArrayList<Copy>();
    var torrent = session.swarm.torrent;
    var client = session.client;
    boolean libtorrent = client.program.isLibtorrent() && !session.emulated;
    boolean twoAddresses =
        client.line.ipv6() != null && !session.emulated && client.program.usesAllAddresses();
    for (int address = 0; address < (twoAddresses ? 2 : 1); address++) {
      var ipv6 = address == 0 ? null : client.line.ipv6();
      long sentMs = atMs + (address == 0 ? 0 : 1 + dice.below(40));
      copies.add(new Copy(torrent.infoHash(), session.peerId, ipv6, sentMs));
      if (torrent.alias() != null && libtorrent) {
        copies.add(new Copy(torrent.alias(), session.peerId, ipv6, sentMs + 100));
      }
    }
    if (client.kind == Kind.DOUBLER) {
      long sentMs = atMs + dice.below(1_000);
      copies.add(new Copy(torrent.infoHash(), session.secondPeerId, null, sentMs));
    }
    return copies;
  }

  private static TraceAnnounce announce(
      Session session, AnnounceEvent event, Counters counters, Copy copy) {
    var client = session.client;
    int wanted = event == AnnounceEvent.STOPPED ? 0 : client.program.numWant();
    boolean udp = client.line.udp() && !session.emulated;
    return new TraceAnnounce(
        copy.atMs,
        copy.infoHash,
        copy.peerId,
        client.announceKey,
        copy.ipv6 == null ? client.ipv4 : copy.ipv6,
        client.line.port(),
        event,
        counters.uploaded(),
        counters.downloaded(),
        counters.left(),
        wanted < 0 ? null : wanted,
        udp,
        udp ? null : Parameters.userAgent(session),
        udp ? Map.of("key", Parameters.key(session)) : Parameters.of(session, counters));
  }
}
