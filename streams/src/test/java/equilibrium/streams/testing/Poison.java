package equilibrium.streams.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A record that no program can read.
 *
 * @param kind what is wrong with it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Poison(String kind, byte @Nullable [] key, byte @Nullable [] value) {
  private static final int HEADER = 10;
  private static final Random RANDOM = new Random(15);

  /** Zigzag of the highest ordinal of one byte; no enum of the events has so many constants. */
  private static final byte UNKNOWN_CONSTANT = 0x7E;

  /**
   * Every kind whose value alone is wrong.
   *
   * @param key a good one
   * @param value a good one
   */
  public static List<Poison> values(byte[] key, byte[] value) {
    return new ArrayList<>(
        List.of(
            new Poison("random", key, random(200)),
            new Poison("empty", key, new byte[0]),
            new Poison("unknown schema", key, ofUnknownSchema(value)),
            new Poison("only a header", key, Arrays.copyOf(value, HEADER)),
            new Poison("truncated", key, Arrays.copyOf(value, value.length - 1)),
            new Poison("huge", key, random(1_000_000)),
            new Poison("huge lengths", key, ofHugeLengths(value))));
  }

  /** A null where it has no meaning. */
  public static Poison nullValue(byte[] key) {
    return new Poison("null", key, null);
  }

  public static Poison nullKey(byte[] value) {
    return new Poison("null key", null, value);
  }

  public static Poison wrongKey(byte[] value) {
    return new Poison("key of 7 bytes", new byte[7], value);
  }

  /**
   * An enum's constant that this version does not know.
   *
   * @param other differs from the value in one enum only
   */
  public static Poison unknownConstant(byte[] key, byte[] value, byte[] other) {
    byte[] unknown = value.clone();
    unknown[Arrays.mismatch(value, other)] = UNKNOWN_CONSTANT;
    return new Poison("unknown constant", key, unknown);
  }

  /** A value of which one byte was changed. It may still be readable. */
  public static byte[] flipped(byte[] value, Random random) {
    byte[] flipped = value.clone();
    flipped[HEADER + random.nextInt(value.length - HEADER)] ^= (byte) (1 << random.nextInt(8));
    return flipped;
  }

  private static byte[] random(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return random;
  }

  private static byte[] ofUnknownSchema(byte[] value) {
    return ByteBuffer.wrap(value.clone())
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(2, 0x0123456789ABCDEFL)
        .array();
  }

  /** Whatever has a length is said to have 2^31 - 9 bytes. */
  private static byte[] ofHugeLengths(byte[] value) {
    byte[] huge = Arrays.copyOf(value, 400);
    byte[] length = {(byte) 0xEE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F};
    for (int i = HEADER; i + length.length <= huge.length; i += length.length) {
      System.arraycopy(length, 0, huge, i, length.length);
    }
    return huge;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Poison(var otherKind, var otherKey, var otherValue)
        && kind.equals(otherKind)
        && Arrays.equals(key, otherKey)
        && Arrays.equals(value, otherValue);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, Arrays.hashCode(value));
  }

  @Override
  public String toString() {
    return kind;
  }
}
