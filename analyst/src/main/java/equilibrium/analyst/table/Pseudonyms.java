package equilibrium.analyst.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Ids under a key of the export: the first 16 bytes of HMAC-SHA-256 (RFC 2104) over {@code 'i'} and
 * an id, {@code 'p'} and a peer id, or {@code 'c'} and the id of a case. The same id gets the same
 * pseudonym in all tables and all exports under one key, so that they can be joined. Without the
 * key nobody can turn a pseudonym back or join two exports under different keys.
 *
 * <p>Keeps up to 65,536 pseudonyms of each kind.
 */
public final class Pseudonyms implements IdForm {
  /** Bytes of a key. */
  public static final int KEY_BYTES = 32;

  private static final int BYTES = 16;
  private static final int MOST = 1 << 16;

  private final Mac mac;
  private final Map<Id, String> ids = new HashMap<>();
  private final Map<Id, String> peers = new HashMap<>();

  /** A key of a map: an id's bytes as numbers. */
  private record Id(long first, long second, int third) {
    static Id of(byte[] bytes) {
      return new Id(number(bytes, 0, 8), number(bytes, 8, 16), (int) number(bytes, 16, 20));
    }

    private static long number(byte[] bytes, int from, int to) {
      long number = 0;
      for (int i = from; i < Math.min(to, bytes.length); i++) {
        number = (number << 8) | (bytes[i] & 0xff);
      }
      return number;
    }
  }

  /**
   * Pseudonyms under a key.
   *
   * @param key 32 random bytes
   */
  public Pseudonyms(byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "a key of %d bytes, expected %d".formatted(key.length, KEY_BYTES));
    }
    try {
      mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  /** Names the key without revealing it: 16 hex digits. */
  public String fingerprint() {
    return digest('f', new byte[0]).substring(0, 16);
  }

  @Override
  public String id(byte[] client) {
    return known(ids, client, id -> digest('i', id));
  }

  @Override
  public String peer(byte[] peer) {
    return known(peers, peer, id -> digest('p', id));
  }

  @Override
  public String caseId(String id) {
    return id.isEmpty()
        ? id
        : id.substring(0, id.indexOf('-') + 1) + digest('c', id.getBytes(UTF_8));
  }

  private static String known(Map<Id, String> known, byte[] bytes, Function<byte[], String> of) {
    if (known.size() >= MOST) {
      known.clear();
    }
    return known.computeIfAbsent(Id.of(bytes), _ -> of.apply(bytes));
  }

  private String digest(char kind, byte[] id) {
    mac.update((byte) kind);
    return HexFormat.of().formatHex(mac.doFinal(id), 0, BYTES);
  }
}
