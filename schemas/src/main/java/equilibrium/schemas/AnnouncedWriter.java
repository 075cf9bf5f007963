package equilibrium.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Answer;
import equilibrium.schemas.event.EventId;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes announces as the topic {@code announces} carries them, byte for byte as its serializer
 * does, in one pass and without Avro's coders: an ingress writes one for every request. Not
 * thread-safe: keeps its buffer.
 */
public final class AnnouncedWriter {
  private static final byte[] HEADER = SingleObjectSerde.header(Announced.getClassSchema());

  /** Room for all but the texts and the claimed addresses: ids, and 10 bytes for each number. */
  private static final int FIXED_BYTES = 512;

  private static final int MOST_UTF8 = 3;

  private byte[] bytes = new byte[2 * FIXED_BYTES];
  private int size;

  /** The bytes of an announce, a new array. */
  public byte[] write(Announced event) {
    var agent = event.getUserAgent();
    var claimed = event.getClaimedAddresses();
    int texts = agent == null ? 0 : MOST_UTF8 * agent.length();
    int room = FIXED_BYTES + texts + claimed.size() * IpAddress.BYTES;
    if (room > bytes.length) {
      bytes = new byte[room];
    }
    size = 0;
    put(HEADER);
    source(event);
    counters(event);
    addresses(claimed);
    request(event, agent);
    integer(event.getSessionStartedAtMs());
    answer(event.getAnswer());
    return Arrays.copyOf(bytes, size);
  }

  private void source(Announced event) {
    id(event.getEventId());
    integer(event.getReceivedAtMs());
    put(event.getInfoHash().bytes());
    put(event.getPeerId().bytes());
    put(event.getClientId().bytes());
    constant(event.getIdentity());
    put(event.getNetworkId().bytes());
    put(event.getAddress().bytes());
    constant(event.getFamily());
    integer(event.getAddressKey());
    flag(event.getProxied());
    integer(event.getPort());
    constant(event.getEvent());
  }

  private void id(EventId id) {
    integer(id.getNode());
    integer(id.getBoot());
    integer(id.getSequence());
  }

  private void counters(Announced event) {
    optional(event.getUploaded());
    optional(event.getDownloaded());
    optional(event.getLeft());
    optional(event.getCorrupt());
    optional(event.getRedundant());
  }

  private void addresses(List<Address> addresses) {
    if (!addresses.isEmpty()) {
      integer(addresses.size());
      for (var address : addresses) {
        put(address.bytes());
      }
    }
    integer(0); // no more blocks
  }

  private void request(Announced event, @Nullable String agent) {
    optional(event.getKey());
    optional(event.getNumWant());
    constant(event.getTransport());
    constant(event.getEncryption());
    if (agent == null) {
      integer(0);
    } else {
      integer(1);
      text(agent);
    }
    constant(event.getTrackerId());
    optional(event.getFingerprint());
    flag(event.getBrowserHeaders());
  }

  private void answer(Answer answer) {
    constant(answer.getPolicy());
    integer(answer.getTier());
    integer(answer.getCeiling());
    integer(answer.getSeeders());
    integer(answer.getLeechers());
    integer(answer.getPeers());
    integer(answer.getPeerSeeders());
    integer(answer.getIntervalSeconds());
    flag(answer.getInTime());
    integer(answer.getMicros());
  }

  private void put(byte[] from) {
    System.arraycopy(from, 0, bytes, size, from.length);
    size += from.length;
  }

  private void text(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    integer(utf8.length);
    put(utf8);
  }

  private void flag(boolean value) {
    bytes[size++] = (byte) (value ? 1 : 0);
  }

  @SuppressWarnings("EnumOrdinal") // Avro writes the ordinal
  private void constant(Enum<?> value) {
    integer(value.ordinal());
  }

  /** The second type of a union with null, or null. */
  private void optional(@Nullable Number value) {
    if (value == null) {
      integer(0);
    } else {
      integer(1);
      integer(value.longValue());
    }
  }

  /** Zigzag, seven bits a byte, the lowest first; an int is written as a long. */
  private void integer(long value) {
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }
}
