package equilibrium.bench.world;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.PeerId;
import java.util.Arrays;
import java.util.List;

/** When clients come and go, and what becomes of their sessions. */
final class Lives {
  private static final long SECOND_MS = 1_000;
  private static final long HOUR_MS = 3_600_000;
  private static final long RETRY_MS = 60 * SECOND_MS;

  private final WorldOptions options;
  private final Announcing announcing;
  private final Population population;
  private final Dice dice;

  Lives(WorldOptions options, Announcing announcing, Population population, Dice dice) {
    this.options = options;
    this.announcing = announcing;
    this.population = population;
    this.dice = dice;
  }

  /** A client comes or goes if it is time. */
  void change(Client client, long nowMs) {
    if (nowMs < client.changesAtMs) {
      return;
    }
    client.online = !client.online;
    client.changesAtMs = client.nextChange(nowMs, dice);
    if (client.online) {
      client.processId = dice.bytes(20);
      for (var session : List.copyOf(client.sessions)) {
        if (session.leavesMs <= nowMs) {
          remove(session);
        } else {
          start(session, nowMs + dice.below(60 * SECOND_MS), true);
        }
      }
    } else {
      client.sessions.forEach(session -> stop(session, nowMs));
    }
  }

  /** A session starts; its first announce is due. */
  void start(Session session, long atMs, boolean newPeerId) {
    session.running = true;
    session.announced = false;
    session.resumesMs = 0;
    session.token = null;
    session.replies = 0;
    session.nextMs = atMs;
    session.key = dice.below(Integer.MAX_VALUE);
    session.reset(atMs);
    if (newPeerId) {
      boolean one = session.emulated || session.client.program.hasOnePeerId();
      session.peerId = peerId(session, one ? session.client.processId : dice.bytes(20));
      session.secondPeerId = peerId(session, dice.bytes(20));
    }
  }

  private static PeerId peerId(Session session, byte[] random) {
    byte[] id = Arrays.copyOf(random, 20);
    byte[] prefix = Parameters.prefix(session).getBytes(ISO_8859_1);
    System.arraycopy(prefix, 0, id, 0, prefix.length);
    return new PeerId(id);
  }

  /** A session stops. Libtorrent says so only if it said that it started. */
  void stop(Session session, long atMs) {
    if (session.running && session.announced && !isSilentPartial(session)) {
      announcing.announce(session, AnnounceEvent.STOPPED, atMs);
    }
    session.running = false;
  }

  private static boolean isSilentPartial(Session session) {
    return session.client.program.isLibtorrent()
        && session.haveBefore >= session.target
        && session.target < session.swarm.torrent.sizeBytes();
  }

  void remove(Session session) {
    session.swarm.sessions.remove(session);
    session.client.sessions.remove(session);
  }

  /** Announces what is due before a time, and draws what may happen to a session. */
  void announceDue(Session session, long nowMs, long untilMs) {
    if (!session.running) {
      if (session.resumesMs > 0 && session.resumesMs < untilMs && session.client.online) {
        start(session, session.resumesMs, false);
      }
      return;
    }
    if (session.leavesMs < untilMs) {
      stop(session, Math.max(nowMs, session.leavesMs));
      remove(session);
      return;
    }
    if (session.nextMs >= untilMs) {
      return;
    }
    long atMs = Math.max(nowMs, session.nextMs);
    var event = event(session);
    session.nextMs = atMs + interval(session);
    happen(session, event, atMs);
    if (!session.running) {
      return; // it was paused
    }
    var said = event == AnnounceEvent.NONE ? reconnect(session) : event;
    boolean arrived = announcing.announce(session, said, atMs);
    if (event != AnnounceEvent.NONE && !arrived) { // programs repeat these until they arrive
      session.nextMs = atMs + RETRY_MS;
      session.completes = event == AnnounceEvent.COMPLETED;
    }
    session.announced |= arrived;
  }

  private AnnounceEvent event(Session session) {
    if (!session.announced || session.repeatsStart) {
      // The reply to one start in a hundred is lost, and the program repeats it.
      session.repeatsStart = !session.announced && dice.chance(0.01);
      return AnnounceEvent.STARTED;
    }
    if (session.completes) {
      session.completes = false;
      return AnnounceEvent.COMPLETED;
    }
    return AnnounceEvent.NONE;
  }

  private long interval(Session session) {
    if (session.repeatsStart) {
      return 30 * SECOND_MS;
    }
    if (dice.chance(0.005)) {
      return (long) (dice.between(60, 600) * SECOND_MS); // the user asks for it
    }
    return (long) (session.client.program.intervalSeconds() * dice.between(0.9, 1.1) * SECOND_MS);
  }

  /** Rechecks that find damage, and pauses. */
  private void happen(Session session, AnnounceEvent event, long atMs) {
    if (session.emulated || event != AnnounceEvent.NONE || options.isCredit()) {
      return;
    }
    boolean broken = session.client.kind == Kind.BROKEN_LEFT;
    if (dice.chance(broken ? 0.1 : 0.0002)) {
      double lost = broken ? dice.between(0.06, 0.2) : dice.between(0.005, 0.03);
      session.have = Math.max(0, session.have - (long) (session.target * lost));
      session.leavesMs = Long.MAX_VALUE;
    } else if (dice.chance(0.001)) {
      stop(session, atMs);
      session.resumesMs = atMs + (long) (dice.between(300, 3_600) * SECOND_MS);
    }
  }

  /** Libtorrent says {@code started} from each new address, with continuing counters. */
  private AnnounceEvent reconnect(Session session) {
    boolean reconnects =
        session.client.program.isLibtorrent() && !session.emulated && dice.chance(0.0005);
    if (reconnects) {
      session.client.ipv4 = population.address();
    }
    return reconnects ? AnnounceEvent.STARTED : AnnounceEvent.NONE;
  }

  /** A download has everything it wants. It seeds for a while. */
  void finish(Session session, long nowMs) {
    session.completes = session.target >= session.swarm.torrent.sizeBytes();
    session.nextMs = nowMs + dice.below(10 * SECOND_MS);
    if (session.leavesMs == Long.MAX_VALUE) {
      boolean runs = dice.chance(0.1);
      double hours = runs ? 0.2 : dice.exponential(session.client.line.unseen() ? 10 : 36);
      session.leavesMs = nowMs + (long) (hours * HOUR_MS) + 60 * SECOND_MS;
    }
  }
}
