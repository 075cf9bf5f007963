package equilibrium.bench.world;

import equilibrium.schemas.event.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * A client's part in one swarm, from its first start until the torrent is removed. It may stop and
 * start again meanwhile, when its counters begin anew. All amounts are bytes.
 */
final class Session {
  final Client client;
  final Swarm swarm;

  /** Whether nothing but announces is behind it. */
  final boolean emulated;

  /** Bytes that the client wants: all, or those of the chosen files. */
  final long target;

  /** Bytes on its disk that are verified. */
  long have;

  boolean running;

  /** Whether its start reached the tracker: before that it knows no peers. */
  boolean announced;

  boolean completes;

  /** Whether its download was seen to end. */
  boolean finished;

  boolean hasMetadata = true;
  boolean repeatsStart;
  PeerId peerId = new PeerId(new byte[20]);
  PeerId secondPeerId = peerId;
  int key;
  long nextMs;
  long leavesMs = Long.MAX_VALUE;
  long lastMs;
  int replies;

  /** Since the session first began; what other peers gave and got. */
  final Moved moved = new Moved();

  /** The same, when it last started: programs report what came after. */
  Moved base = new Moved();

  /** Bytes on disk when it last started. */
  long haveBefore;

  /** Sent beyond the truth, since it last started; and how much of it reached the tracker. */
  long fakeUp;

  long fakeUpReported;
  long hiddenReported;

  /** Bytes sent and received at its last announce. */
  long sentBefore;

  long receivedBefore;

  /** When it starts again after a pause; 0: it is not paused. */
  long resumesMs;

  /** Rate of an emulator in this torrent, bytes a second. */
  double emulatedRate;

  @Nullable String token;

  /** What moved over the wire. */
  static final class Moved {
    long sent;
    long received;
    long redundant;
    long corrupt;
    long web;

    Moved copy() {
      var copy = new Moved();
      copy.sent = sent;
      copy.received = received;
      copy.redundant = redundant;
      copy.corrupt = corrupt;
      copy.web = web;
      return copy;
    }
  }

  Session(Client client, Swarm swarm, long target, boolean emulated) {
    this.client = client;
    this.swarm = swarm;
    this.target = target;
    this.emulated = emulated;
  }

  boolean isFinished() {
    return have >= target;
  }

  /** Whether the tracker takes it for a seeder. */
  boolean looksLikeSeeder() {
    return emulated || have >= swarm.torrent.sizeBytes();
  }

  /** Counters begin anew. */
  void reset(long nowMs) {
    base = moved.copy();
    haveBefore = have;
    fakeUp = 0;
    fakeUpReported = 0;
    hiddenReported = 0;
    sentBefore = moved.sent;
    receivedBefore = moved.received;
    lastMs = nowMs;
  }

  long sent() {
    return moved.sent - base.sent;
  }

  long received() {
    return moved.received - base.received;
  }

  long redundant() {
    return moved.redundant - base.redundant;
  }

  long corrupt() {
    return moved.corrupt - base.corrupt;
  }

  long web() {
    return moved.web - base.web;
  }
}
