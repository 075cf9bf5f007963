package equilibrium.ingress.announce;

import equilibrium.ingress.announce.Announce.Source;
import equilibrium.ingress.announce.Announce.Trace;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** All that an announce says, to compare. */
public record Said(
    Source source,
    @Nullable ClientId announceKey,
    InfoHash infoHash,
    PeerId peerId,
    int port,
    AnnounceEvent event,
    List<Long> counters,
    List<Address> claimed,
    @Nullable Integer key,
    int numWant,
    Trace trace) {

  /** A copy: the announce may be overwritten. */
  public static Said of(Announce announce) {
    return new Said(
        new Source(
            new Address(announce.address().bytes().clone()),
            announce.transport(),
            announce.isProxied()),
        keyId(announce.announceKey()),
        new InfoHash(announce.infoHash().bytes().clone()),
        new PeerId(announce.peerId().bytes().clone()),
        announce.port(),
        announce.event(),
        counters(announce),
        claimed(announce),
        announce.hasKey() ? announce.key() : null,
        announce.numWant(),
        announce.trace());
  }

  private static @Nullable ClientId keyId(AnnounceKey key) {
    var id = new ClientId(new byte[16]);
    if (!key.isSent()) {
      return null;
    }
    key.writeId(id);
    return id;
  }

  /** Uploaded, downloaded, left, corrupt, redundant. */
  private static List<Long> counters(Announce announce) {
    return List.of(
        announce.uploaded(),
        announce.downloaded(),
        announce.left(),
        announce.corrupt(),
        announce.redundant());
  }

  private static List<Address> claimed(Announce announce) {
    return IntStream.range(0, announce.claims())
        .mapToObj(i -> Arrays.copyOfRange(announce.claimed(), 16 * i, 16 * i + 16))
        .map(Address::new)
        .toList();
  }

  /** Whether no counter is said. */
  public boolean isWithoutCounters() {
    return counters.stream().allMatch(counter -> counter == Announce.NOT_SAID);
  }
}
