package equilibrium.schemas;

import equilibrium.schemas.event.Announced;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes an announce by the steps of the writer. */
final class AnnouncedSteps {
  private final AnnouncedWriter writer = new AnnouncedWriter();

  private static final List<String> NOT_NEGATIVE =
      List.of("uploaded", "downloaded", "left", "corrupt", "redundant", "numWant");

  /** The announce without the numbers that are negative where none can be. */
  static Announced possible(Announced event) {
    for (var name : NOT_NEGATIVE) {
      int at = Announced.getClassSchema().getField(name).pos();
      if (event.get(at) instanceof Number number && number.longValue() < 0) {
        event.put(at, null);
      }
    }
    return event;
  }

  byte[] write(Announced event) {
    var id = event.getEventId();
    writer.begin(id.getNode(), id.getBoot(), id.getSequence(), event.getReceivedAtMs());
    writer.session(event.getInfoHash().bytes(), event.getPeerId().bytes());
    writer.client(event.getClientId().bytes(), event.getIdentity(), event.getNetworkId().bytes());
    writer.source(
        event.getAddress().bytes(), event.getFamily(), event.getAddressKey(), event.getProxied());
    writer.peer(event.getPort(), event.getEvent());
    writer.counters(
        orUnsaid(event.getUploaded()),
        orUnsaid(event.getDownloaded()),
        orUnsaid(event.getLeft()),
        orUnsaid(event.getCorrupt()),
        orUnsaid(event.getRedundant()));
    claimed(event);
    var key = event.getKey();
    writer.key(key != null, key == null ? 0 : key);
    writer.request((int) orUnsaid(event.getNumWant()), event.getTransport(), event.getEncryption());
    writer.trace(
        event.getUserAgent(),
        event.getTrackerId(),
        event.getFingerprint(),
        event.getBrowserHeaders());
    writer.started(event.getSessionStartedAtMs());
    answer(event);
    return writer.end();
  }

  private void claimed(Announced event) {
    var addresses = event.getClaimedAddresses();
    var bytes = ByteBuffer.allocate(addresses.size() * IpAddress.BYTES);
    addresses.forEach(address -> bytes.put(address.bytes()));
    writer.claimed(bytes.array(), addresses.size());
  }

  private void answer(Announced event) {
    var answer = event.getAnswer();
    writer.chosen(answer.getPolicy(), answer.getTier(), answer.getCeiling());
    writer.counted(
        answer.getSeeders(), answer.getLeechers(), answer.getPeers(), answer.getPeerSeeders());
    writer.timed(answer.getIntervalSeconds(), answer.getInTime(), answer.getMicros());
  }

  private static long orUnsaid(@Nullable Number number) {
    return number == null ? -1 : number.longValue();
  }
}
