package equilibrium.peer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a .torrent file says (BEP 3; of a hybrid of BEP 52 the part that BEP 3 describes). A chunk
 * is a piece: all have one size but the last. Torrent files are foreign input, so sizes and names
 * are checked here.
 */
public final class Torrent {
  private static final int MOST_BYTES = 10 << 20;
  private static final int HASH = 20;
  private static final int LONGEST_NAME = 255;
  private static final List<String> OTHER_SOURCES =
      List.of("announce", "announce-list", "url-list", "httpseeds", "nodes");

  /**
   * One file of the content.
   *
   * @param path below the folder of the download, parted by slashes
   * @param isPadding zeros that no disk holds (BEP 47)
   */
  record Part(String path, long size, boolean isPadding) {}

  private final Map<String, Object> metainfo;
  private final byte[] hashes;
  private final List<Part> parts;
  private final String sha1;
  private final String name;
  private final int chunkBytes;
  private final long size;

  private Torrent(byte[] bytes) {
    metainfo = Bencode.dictionary(bytes);
    var raw = Bencode.infoOf(bytes);
    if (raw == null || !(metainfo.get("info") instanceof Map<?, ?> described)) {
      throw new IllegalArgumentException("it has no info");
    }
    sha1 = HexFormat.of().formatHex(digest(raw, 0, raw.length));
    if (!(described.get("pieces") instanceof byte[] pieces)) {
      throw new IllegalArgumentException("it is of version 2 only, which this peer cannot read");
    }
    hashes = pieces;
    name = fileName(described.get("name"));
    chunkBytes = Math.toIntExact(number(described, "piece length", 1L << 30));
    if (chunkBytes == 0) {
      throw new IllegalArgumentException("its chunks have 0 bytes");
    }
    parts = parts(described, name);
    size = parts.stream().mapToLong(Part::size).reduce(0, Math::addExact);
    long chunks = (size + chunkBytes - 1) / chunkBytes;
    if (size == 0 || hashes.length != chunks * HASH) {
      throw new IllegalArgumentException(
          "%d bytes of hashes, expected %d".formatted(hashes.length, chunks * HASH));
    }
  }

  /** Throws a {@link PeerFault} if the file is not a torrent. */
  public static Torrent read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new PeerFault("%s is larger than 10 MiB, so it is no torrent".formatted(file));
      }
      return new Torrent(Files.readAllBytes(file));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new PeerFault("%s is no good torrent: %s".formatted(file, e.getMessage()), e);
    } catch (IOException e) {
      throw new PeerFault("%s cannot be read: %s".formatted(file, e), e);
    }
  }

  static Torrent of(byte[] bytes) {
    return new Torrent(bytes);
  }

  private static List<Part> parts(Map<?, ?> info, String name) {
    if (!(info.get("files") instanceof List<?> files)) {
      return List.of(new Part(name, number(info, "length", Long.MAX_VALUE / 2), false));
    }
    var parts = new ArrayList<Part>();
    for (var file : files) {
      if (!(file instanceof Map<?, ?> one && one.get("path") instanceof List<?> path)
          || path.isEmpty()) {
        throw new IllegalArgumentException("a file has no path");
      }
      var place = new StringBuilder(name);
      path.forEach(step -> place.append('/').append(fileName(step)));
      boolean padding =
          one.get("attr") instanceof byte[] attr && new String(attr, ISO_8859_1).contains("p");
      parts.add(new Part(place.toString(), number(one, "length", Long.MAX_VALUE / 2), padding));
    }
    return List.copyOf(parts);
  }

  private static long number(Map<?, ?> dictionary, String key, long most) {
    if (dictionary.get(key) instanceof Long value && value >= 0 && value <= most) {
      return value;
    }
    throw new IllegalArgumentException("%s is missing or out of range".formatted(key));
  }

  private static String fileName(@Nullable Object bytes) {
    var text = bytes instanceof byte[] name ? new String(name, UTF_8) : "";
    boolean bad =
        text.isEmpty()
            || text.equals(".")
            || text.equals("..")
            || text.matches("(?s).*[/\\\\\0].*");
    if (bad || text.getBytes(UTF_8).length > LONGEST_NAME) {
      throw new IllegalArgumentException("a file has the name \"%s\"".formatted(text));
    }
    return text;
  }

  /** The info-hash, 40 lower-case hex digits. */
  public String sha1() {
    return sha1;
  }

  /** Of the file, or of the folder of all files. */
  public String name() {
    return name;
  }

  /** All content, bytes. */
  public long size() {
    return size;
  }

  /** Of all chunks but the last, bytes. */
  public int chunkBytes() {
    return chunkBytes;
  }

  public int chunks() {
    return hashes.length / HASH;
  }

  /** The first byte of a chunk. */
  long offset(int chunk) {
    return (long) chunk * chunkBytes;
  }

  int chunkSize(int chunk) {
    return (int) Math.min(chunkBytes, size - offset(chunk));
  }

  boolean isChunk(int chunk, byte[] content, int length) {
    byte[] expected = Arrays.copyOfRange(hashes, chunk * HASH, (chunk + 1) * HASH);
    return Arrays.equals(expected, digest(content, 0, length));
  }

  List<Part> parts() {
    return parts;
  }

  /** Of the keys {@code announce} and {@code announce-list}, each once. */
  List<String> trackers() {
    var found = new ArrayList<String>();
    collect(metainfo.get("announce"), found);
    collect(metainfo.get("announce-list"), found);
    return found.stream().distinct().toList();
  }

  private static void collect(@Nullable Object value, List<String> found) {
    if (value instanceof byte[] url) {
      found.add(new String(url, UTF_8));
    } else if (value instanceof List<?> list) {
      list.forEach(one -> collect(one, found));
    }
  }

  /**
   * The .torrent file with these trackers alone, the first of them as its {@code announce}: without
   * web seeds (BEP 17, BEP 19) and DHT nodes (BEP 5), which libtorrent would ask too.
   */
  byte[] bytes(List<String> trackers) {
    var all = new TreeMap<>(metainfo);
    OTHER_SOURCES.forEach(all::remove);
    if (!trackers.isEmpty()) {
      all.put("announce", trackers.getFirst().getBytes(UTF_8));
    }
    if (trackers.size() > 1) {
      all.put("announce-list", trackers.stream().map(url -> List.of(url.getBytes(UTF_8))).toList());
    }
    return Bencode.of(all);
  }

  /** Throws a {@link PeerFault} if a file would lie outside the folder, by a link inside it. */
  void verifyInside(Path folder) {
    try {
      var real = folder.toRealPath();
      for (var part : parts) {
        var place = folder.resolve(part.path());
        while (!Files.exists(place)) {
          place = Objects.requireNonNull(place.getParent());
        }
        if (!place.toRealPath().startsWith(real)) {
          throw new PeerFault("%s lies outside %s by a link".formatted(part.path(), folder));
        }
      }
    } catch (IOException e) {
      throw new PeerFault("%s cannot be used: %s".formatted(folder, e), e);
    }
  }

  static byte[] digest(byte[] bytes, int from, int length) {
    try {
      var sha1 = MessageDigest.getInstance("SHA-1");
      sha1.update(bytes, from, length);
      return sha1.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
