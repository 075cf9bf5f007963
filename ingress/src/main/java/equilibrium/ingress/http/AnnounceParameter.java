package equilibrium.ingress.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The parameters of an announce that are read; their names are in small letters. */
enum AnnounceParameter {
  INFO_HASH,
  PEER_ID,
  PORT,
  EVENT,
  UPLOADED,
  DOWNLOADED,
  LEFT,
  CORRUPT,
  REDUNDANT,
  IP,
  IPV4,
  IPV6,
  KEY,
  NUMWANT,
  COMPACT,
  NO_PEER_ID,
  TRACKERID,
  SUPPORTCRYPTO,
  REQUIRECRYPTO;

  private static final int MOST_BYTES = 13;
  private static final AnnounceParameter[][] BY_LENGTH = byLength();

  @SuppressWarnings("ImmutableEnumChecker") // never written
  private final byte[] name = name().toLowerCase(Locale.ROOT).getBytes(ISO_8859_1);

  private static AnnounceParameter[][] byLength() {
    var byLength = new AnnounceParameter[MOST_BYTES + 1][];
    for (int i = 0; i < byLength.length; i++) {
      int length = i;
      byLength[i] =
          Arrays.stream(values())
              .filter(parameter -> parameter.name.length == length)
              .toArray(AnnounceParameter[]::new);
    }
    return byLength;
  }

  /** The parameter with this name; null: none that is read. */
  static @Nullable AnnounceParameter of(byte[] bytes, int from, int to) {
    if (to - from > MOST_BYTES) {
      return null;
    }
    for (var parameter : BY_LENGTH[to - from]) {
      if (Arrays.equals(parameter.name, 0, parameter.name.length, bytes, from, to)) {
        return parameter;
      }
    }
    return null;
  }
}
