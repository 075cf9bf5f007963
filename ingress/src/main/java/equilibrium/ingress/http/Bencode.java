package equilibrium.ingress.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/** Writes bencoded values (BEP 3). The caller writes keys in the order of their bytes. */
final class Bencode {
  private byte[] bytes;
  private int size;

  Bencode(int expected) {
    bytes = new byte[expected];
  }

  Bencode dictionary() {
    return put('d');
  }

  Bencode list() {
    return put('l');
  }

  Bencode end() {
    return put('e');
  }

  Bencode number(long value) {
    return put('i').ascii(Long.toString(value)).put('e');
  }

  Bencode string(String ascii) {
    return ascii(Integer.toString(ascii.length())).put(':').ascii(ascii);
  }

  Bencode string(byte[] from, int offset, int length) {
    ascii(Integer.toString(length)).put(':').room(length);
    System.arraycopy(from, offset, bytes, size, length);
    size += length;
    return this;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  private Bencode ascii(String text) {
    room(text.length());
    System.arraycopy(text.getBytes(ISO_8859_1), 0, bytes, size, text.length());
    size += text.length();
    return this;
  }

  private Bencode put(char c) {
    room(1);
    bytes[size++] = (byte) c;
    return this;
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
