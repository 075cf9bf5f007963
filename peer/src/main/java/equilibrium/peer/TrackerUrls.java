package equilibrium.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * URLs of trackers. They may hold an announce key, which is a secret: it is neither shown nor
 * written to the memory, only to the file {@code trackers}, which its owner alone may read.
 */
public final class TrackerUrls {
  private static final String FILE = "trackers";
  private static final String ANNOUNCE = "/announce";

  private TrackerUrls() {}

  /** The URL with a key at its end; null: as it is. */
  public static String withKey(String url, @Nullable String key) {
    return key == null ? url : url + "/" + key;
  }

  /** The URL without what follows {@code /announce}, which may be a key. */
  public static String shown(String url) {
    int end = url.indexOf(ANNOUNCE);
    int query = url.indexOf('?');
    var until = query < 0 ? url : url.substring(0, query);
    return end < 0 || end > until.length() ? until : until.substring(0, end + ANNOUNCE.length());
  }

  /** Throws a {@link PeerFault} if the URL is none of a tracker. */
  public static URI parsed(String url) {
    try {
      var uri = URI.create(url);
      var scheme = String.valueOf(uri.getScheme());
      if (List.of("http", "https", "udp").contains(scheme) && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // said below
    }
    throw new PeerFault(
        "%s is no tracker, expected http://, https:// or udp://HOST:PORT".formatted(shown(url)));
  }

  /** Throws a {@link PeerFault} if the host of a URL is not this machine. */
  static void demandLoopback(String url) {
    try {
      var host = parsed(url).getHost();
      var address = InetAddress.getByName(host);
      if (!address.isLoopbackAddress() && !address.isMulticastAddress()) {
        throw new PeerFault(
            "%s is not on loopback: give an address of this machine with --listen"
                .formatted(shown(url)));
      }
    } catch (UnknownHostException e) {
      throw new PeerFault("the host of %s is unknown".formatted(shown(url)), e);
    }
  }

  /** The trackers of a content, as last stored. */
  static List<String> stored(Path data, String sha1) {
    return lines(data).stream()
        .filter(line -> line.startsWith(sha1 + " "))
        .map(line -> line.substring(sha1.length() + 1))
        .toList();
  }

  /** Torrents are foreign input: a URL of several lines could name another content. */
  static void store(Path data, String sha1, List<String> urls) {
    var lines = new ArrayList<>(lines(data));
    lines.removeIf(line -> line.startsWith(sha1 + " "));
    urls.stream()
        .filter(url -> url.lines().count() == 1)
        .forEach(url -> lines.add(sha1 + " " + url));
    var file = data.resolve(FILE);
    try {
      if (!Files.exists(file)) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      Files.write(file, lines);
    } catch (IOException e) {
      throw new PeerFault("%s cannot be written: %s".formatted(file, e), e);
    }
  }

  private static List<String> lines(Path data) {
    var file = data.resolve(FILE);
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new PeerFault("%s cannot be read: %s".formatted(file, e), e);
    }
  }
}
