package equilibrium.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import equilibrium.schemas.event.AddressFamily;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Encryption;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.Policy;
import equilibrium.schemas.event.TrackerIdVerdict;
import equilibrium.schemas.event.Transport;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes announces as the topic {@code announces} carries them, byte for byte as its serializer
 * does, without an {@link Announced} and without Avro's coders: an ingress writes one for every
 * request. The methods are called once for each event, in the order in which they stand here, which
 * is that of the schema. Nothing but the event's own bytes is allocated, and the bytes of a text.
 * Not thread-safe: keeps its buffer.
 */
public final class AnnouncedWriter {
  private static final byte[] HEADER = SingleObjectSerde.header(Announced.getClassSchema());

  /** Room for all but the texts and the claimed addresses: ids, and 10 bytes for each number. */
  private static final int FIXED_BYTES = 512;

  private byte[] bytes = new byte[2 * FIXED_BYTES];
  private int size;

  /** Begins an event, with its id. */
  public void begin(long node, long boot, long sequence, long receivedAtMs) {
    size = 0;
    put(HEADER, HEADER.length);
    integer(node);
    integer(boot);
    integer(sequence);
    integer(receivedAtMs);
  }

  /** Two ids of 20 bytes. */
  public void session(byte[] infoHash, byte[] peerId) {
    put(infoHash, Ids.INFO_HASH_BYTES);
    put(peerId, Ids.PEER_ID_BYTES);
  }

  /** Two ids of 16 bytes. */
  public void client(byte[] id, Identity identity, byte[] network) {
    put(id, Ids.CLIENT_ID_BYTES);
    constant(identity);
    put(network, Ids.CLIENT_ID_BYTES);
  }

  /**
   * Where the announce came from.
   *
   * @param address 16 bytes
   */
  public void source(byte[] address, AddressFamily family, int addressKey, boolean proxied) {
    put(address, IpAddress.BYTES);
    constant(family);
    integer(addressKey);
    flag(proxied);
  }

  public void peer(int port, AnnounceEvent event) {
    integer(port);
    constant(event);
  }

  /** Bytes, at least 0; negative: not said. */
  public void counters(long uploaded, long downloaded, long left, long corrupt, long redundant) {
    optional(uploaded >= 0, uploaded);
    optional(downloaded >= 0, downloaded);
    optional(left >= 0, left);
    optional(corrupt >= 0, corrupt);
    optional(redundant >= 0, redundant);
  }

  /**
   * The addresses that the client claims.
   *
   * @param addresses 16 bytes each
   */
  public void claimed(byte[] addresses, int count) {
    int length = count * IpAddress.BYTES;
    room(length);
    if (count > 0) {
      integer(count);
      put(addresses, length);
    }
    integer(0); // no more blocks
  }

  /** The client's own key; false: it sent none. */
  public void key(boolean sent, int key) {
    optional(sent, key);
  }

  /**
   * What was wanted, and how.
   *
   * @param numWant negative: not said
   */
  public void request(int numWant, Transport transport, Encryption encryption) {
    optional(numWant >= 0, numWant);
    constant(transport);
    constant(encryption);
  }

  /** Traces of the client program. */
  public void trace(
      @Nullable String userAgent,
      TrackerIdVerdict trackerId,
      @Nullable Long fingerprint,
      boolean browserHeaders) {
    if (userAgent == null) {
      integer(0);
    } else {
      integer(1);
      text(userAgent);
    }
    constant(trackerId);
    optional(fingerprint != null, fingerprint == null ? 0 : fingerprint);
    flag(browserHeaders);
  }

  public void started(long sessionStartedAtMs) {
    integer(sessionStartedAtMs);
  }

  /** How peers were chosen. */
  public void chosen(Policy policy, int tier, int ceiling) {
    constant(policy);
    integer(tier);
    integer(ceiling);
  }

  /** What the reply counts. */
  public void counted(int seeders, int leechers, int peers, int peerSeeders) {
    integer(seeders);
    integer(leechers);
    integer(peers);
    integer(peerSeeders);
  }

  public void timed(int intervalSeconds, boolean inTime, int micros) {
    integer(intervalSeconds);
    flag(inTime);
    integer(micros);
  }

  /** The bytes of the event, a new array. */
  public byte[] end() {
    return Arrays.copyOf(bytes, size);
  }

  private void put(byte[] from, int length) {
    System.arraycopy(from, 0, bytes, size, length);
    size += length;
  }

  private void text(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    room(utf8.length);
    integer(utf8.length);
    put(utf8, utf8.length);
  }

  /** Makes room for what has no limit; {@link #FIXED_BYTES} are free behind it. */
  private void room(int length) {
    if (size + length + FIXED_BYTES > bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * (size + length + FIXED_BYTES));
    }
  }

  private void flag(boolean value) {
    bytes[size++] = (byte) (value ? 1 : 0);
  }

  @SuppressWarnings("EnumOrdinal") // Avro writes the ordinal
  private void constant(Enum<?> value) {
    integer(value.ordinal());
  }

  /** The second type of a union with null, or null. */
  private void optional(boolean present, long value) {
    if (present) {
      integer(1);
      integer(value);
    } else {
      integer(0);
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
