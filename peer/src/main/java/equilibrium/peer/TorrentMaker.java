package equilibrium.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Makes torrents of version 1 (BEP 3). */
final class TorrentMaker {
  static final int LEAST_CHUNK = 16 << 10;
  static final int MOST_CHUNK = 16 << 20;
  private static final int HASH = 20;

  private TorrentMaker() {}

  /**
   * Reads a file, or all files of a folder in the order of their names.
   *
   * @param chunkBytes a power of two, 16 KiB to 16 MiB
   * @param isPrivate peers come from its trackers alone (BEP 27)
   */
  static Torrent of(Path content, int chunkBytes, boolean isPrivate) {
    if (Integer.bitCount(chunkBytes) != 1 || chunkBytes < LEAST_CHUNK || chunkBytes > MOST_CHUNK) {
      throw new PeerFault(
          "chunks of %d bytes: expected a power of two from 16 KiB to 16 MiB"
              .formatted(chunkBytes));
    }
    try {
      var files = files(content);
      var info = new TreeMap<String, Object>();
      info.put("name", Objects.requireNonNull(content.getFileName()).toString().getBytes(UTF_8));
      info.put("piece length", chunkBytes);
      info.put("pieces", hashes(files, chunkBytes));
      if (isPrivate) {
        info.put("private", 1);
      }
      if (Files.isDirectory(content)) {
        info.put("files", described(content, files));
      } else {
        info.put("length", Files.size(content));
      }
      return Torrent.of(Bencode.of(Map.of("info", info)));
    } catch (IOException | UncheckedIOException e) {
      throw new PeerFault("%s cannot be read: %s".formatted(content, e), e);
    } catch (IllegalArgumentException e) {
      throw new PeerFault("%s cannot be shared: %s".formatted(content, e.getMessage()), e);
    }
  }

  private static List<Path> files(Path content) throws IOException {
    if (!Files.isDirectory(content)) {
      return List.of(content);
    }
    try (var all = Files.walk(content)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static List<Object> described(Path folder, List<Path> files) throws IOException {
    var all = new ArrayList<>();
    for (var file : files) {
      var steps = new ArrayList<>();
      folder.relativize(file).forEach(step -> steps.add(step.toString().getBytes(UTF_8)));
      all.add(Map.of("length", Files.size(file), "path", steps));
    }
    return all;
  }

  private static byte[] hashes(List<Path> files, int chunkBytes) throws IOException {
    var hashes = new ArrayList<byte[]>();
    byte[] chunk = new byte[chunkBytes];
    int filled = 0;
    for (var file : files) {
      try (var in = Files.newInputStream(file)) {
        int read;
        while ((read = in.readNBytes(chunk, filled, chunkBytes - filled)) > 0) {
          filled += read;
          if (filled == chunkBytes) {
            hashes.add(Torrent.digest(chunk, 0, filled));
            filled = 0;
          }
        }
      }
    }
    if (filled > 0) {
      hashes.add(Torrent.digest(chunk, 0, filled));
    }
    byte[] all = new byte[hashes.size() * HASH];
    for (int i = 0; i < hashes.size(); i++) {
      System.arraycopy(hashes.get(i), 0, all, i * HASH, HASH);
    }
    return all;
  }
}
