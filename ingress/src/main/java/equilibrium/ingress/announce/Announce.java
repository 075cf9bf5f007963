package equilibrium.ingress.announce;

import equilibrium.ingress.swarm.Role;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Encryption;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Transport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An announce as it was received over any of the wires.
 *
 * @param announceKey from the URL's path; null: none
 * @param port 0 to 65535
 * @param claimed addresses that the client claims to have
 * @param key the client's own {@code key} parameter, 32 bits; null: not sent
 * @param numWant -1: not sent
 */
public record Announce(
    Source source,
    @Nullable String announceKey,
    InfoHash infoHash,
    PeerId peerId,
    int port,
    AnnounceEvent event,
    Counters counters,
    List<Address> claimed,
    @Nullable Integer key,
    int numWant,
    Trace trace) {

  /**
   * What the client says it has transferred since its session began; bytes, null: not sent.
   *
   * @param left bytes still missing
   */
  public record Counters(
      @Nullable Long uploaded,
      @Nullable Long downloaded,
      @Nullable Long left,
      @Nullable Long corrupt,
      @Nullable Long redundant) {
    public static final Counters NONE = new Counters(null, null, null, null, null);
  }

  /**
   * Where the announce came from.
   *
   * @param address 16 bytes, IPv4 mapped
   */
  public record Source(Address address, Transport transport, boolean proxied) {}

  /**
   * Traces of the client program.
   *
   * @param fingerprint hash of the order of parameters and headers; null over UDP
   * @param trackerId the tracker id that it echoed; null: none
   */
  public record Trace(
      @Nullable String userAgent,
      @Nullable Long fingerprint,
      boolean browserHeaders,
      Encryption encryption,
      @Nullable String trackerId) {
    public static final Trace NONE = new Trace(null, null, false, Encryption.UNSAID, null);
  }

  /** What the peer is in the swarm after this announce. */
  public Role role() {
    return role(event, counters.left());
  }

  /**
   * The role that an announce gives a peer. Without {@code left}, only {@code completed} shows a
   * seeder.
   */
  public static Role role(AnnounceEvent event, @Nullable Long left) {
    if (event == AnnounceEvent.STOPPED) {
      return Role.GONE;
    }
    if (left == null ? event == AnnounceEvent.COMPLETED : left == 0) {
      return Role.SEEDER;
    }
    return event == AnnounceEvent.PAUSED ? Role.PARTIAL_SEEDER : Role.LEECHER;
  }
}
