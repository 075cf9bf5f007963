package equilibrium.ingress.answer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import equilibrium.ingress.TrackerInside;
import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.announce.Announce.Source;
import equilibrium.ingress.announce.Outcome;
import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.ingress.net.Addresses;
import equilibrium.ingress.swarm.Family;
import equilibrium.ingress.swarm.Found;
import equilibrium.platform.TimeScale;
import equilibrium.platform.TrackerClock;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Transport;
import equilibrium.testing.Folder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A tracker without wires, by a clock that the test turns. */
public final class UnwiredTracker {
  public static final String PEER = "-LT1200-abcdefghijkl";
  static final long MINUTE = 60_000;
  private static final List<AnnounceEvent> EVENTS =
      List.of(
          AnnounceEvent.NONE,
          AnnounceEvent.STARTED,
          AnnounceEvent.COMPLETED,
          AnnounceEvent.STOPPED);

  private static final ReplyForm FORM = new ReplyForm(50, false, true, true);
  private static final ReplyForm DATAGRAM = new ReplyForm(50, false, false, false);

  public final TrackerInside inside;

  /** The answer to the last announce. */
  Found found = new WorkingMemory().found();

  public long nowMs = 1_800_000_000_000L;

  public UnwiredTracker() {
    this(Map.of());
  }

  /** With these settings over the defaults. */
  UnwiredTracker(Map<String, String> set) {
    inside = inside(set, () -> nowMs);
  }

  /** By another clock than {@link #nowMs}. */
  UnwiredTracker(TrackerClock clock) {
    inside = inside(Map.of(), clock);
  }

  private static TrackerInside inside(Map<String, String> set, TrackerClock clock) {
    try (var folder = Folder.temporary()) { // its secret is read once
      return new TrackerInside(folder.path(), set, clock, TimeScale.REAL);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void rule(String key, String value) {
    inside.rule(Map.of(key, value));
  }

  public List<Class<?>> outcomes(String address, int times) {
    return Stream.generate(() -> announce(address, PEER, AnnounceEvent.STARTED))
        .limit(times)
        .<Class<?>>map(Outcome::getClass)
        .toList();
  }

  Outcome announce(String address, String peerId, AnnounceEvent event) {
    return announceTo(0, address, peerId, event, 5);
  }

  Outcome announceAs(int peer, String address) {
    return announceTo(0, address, "-LT1200-%012d".formatted(peer), AnnounceEvent.STARTED, 5);
  }

  /** Another torrent and another peer each time, every kind of event. */
  Outcome flood(int i, String address) {
    var event = EVENTS.get(i % 4);
    return announceTo(1 + i, address, "-LT1200-%012d".formatted(i), event, 5);
  }

  public Outcome announceTo(
      int torrent, String address, String peerId, AnnounceEvent event, long left) {
    var source = new Source(Addresses.of(InetAddress.ofLiteral(address)), Transport.HTTP, false);
    byte[] infoHash = ByteBuffer.allocate(20).putInt(4, torrent).array();
    return announce(
        new Announce()
            .from(source)
            .session(infoHash, peerId.getBytes(ISO_8859_1))
            .port(1024 + Math.floorMod(peerId.hashCode(), 60_000))
            .event(event)
            .counters(0, 0, left));
  }

  Outcome announce(Announce announce) {
    return answer(announce, FORM);
  }

  Outcome announceOverUdp(Announce announce) {
    return answer(announce, DATAGRAM);
  }

  /** In a new memory, so that no outcome is overwritten. */
  private Outcome answer(Announce announce, ReplyForm form) {
    var memory = new WorkingMemory();
    found = memory.found();
    return inside.core.announce(announce, form, memory);
  }

  /** The IPv4 addresses of the peers in the last answer. */
  List<String> listed() {
    var peers = found.peers();
    return IntStream.range(0, peers.size(Family.IPV4))
        .mapToObj(i -> Arrays.copyOfRange(peers.endpoints(Family.IPV4), 6 * i, 6 * i + 4))
        .map(Addresses::text)
        .toList();
  }

  static boolean isEarly(Outcome outcome) {
    return outcome instanceof Accepted accepted && accepted.isEarly();
  }

  public static boolean isInTime(Outcome outcome) {
    return outcome instanceof Accepted accepted && !accepted.isEarly();
  }
}
