package equilibrium.peer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A content that is remembered.
 *
 * @param folder where its files lie
 * @param stamp of its files at the last stop in order; null: it did not stop in order
 */
record Content(Torrent torrent, Path folder, @Nullable String stamp) {

  /** A digest of size and time of change of each file; equal stamps: nobody has written to them. */
  static String stamp(Torrent torrent, Path folder) {
    var all = new StringBuilder();
    for (var part : torrent.parts()) {
      var file = folder.resolve(part.path());
      try {
        all.append(Files.size(file)).append(' ').append(Files.getLastModifiedTime(file));
      } catch (IOException _) {
        all.append("missing");
      }
      all.append('\n');
    }
    byte[] bytes = all.toString().getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(Torrent.digest(bytes, 0, bytes.length));
  }

  boolean isUntouched() {
    return stamp != null && stamp.equals(stamp(torrent, folder));
  }
}
