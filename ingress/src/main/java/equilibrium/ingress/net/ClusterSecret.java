package equilibrium.ingress.net;

import equilibrium.platform.DurableFile;
import equilibrium.platform.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What connection ids and tracker ids are signed with. All nodes of one tracker share it, so that
 * each believes what another signed. A file of one line, or of two after a rotation: what is signed
 * with from now on, and what is still believed. The file may change while the program runs.
 */
public final class ClusterSecret {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterSecret.class);
  private static final int BYTES = 16;
  private static final Pattern LINE = Pattern.compile("[0-9a-fA-F]{32}");

  /** The secrets in force. */
  private record Keys(SipHash current, SipHash previous) {}

  private final Path file;
  private volatile Keys keys;
  private FileTime read;

  private ClusterSecret(Path file) throws IOException {
    this.file = file;
    this.read = Files.getLastModifiedTime(file);
    this.keys = parse(Files.readAllLines(file));
  }

  /** Reads the file, or draws a secret and keeps it there. */
  public static ClusterSecret in(Path file) {
    try {
      if (!Files.exists(file)) {
        draw(file);
      }
      return new ClusterSecret(file);
    } catch (IOException e) {
      throw new Fault("the secret in %s cannot be read or written: %s".formatted(file, e), e);
    }
  }

  private static void draw(Path file) throws IOException {
    byte[] secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    Files.createDirectories(file.toAbsolutePath().getParent());
    DurableFile.write(file, HexFormat.of().formatHex(secret) + "\n");
  }

  private Keys parse(List<String> lines) {
    var secrets = lines.stream().map(String::strip).filter(line -> !line.isEmpty()).toList();
    if (secrets.isEmpty()
        || secrets.size() > 2
        || !secrets.stream().allMatch(line -> LINE.matcher(line).matches())) {
      throw new Fault("%s should hold one or two lines of 32 hex digits".formatted(file));
    }
    return new Keys(key(secrets.getFirst()), key(secrets.getLast()));
  }

  private static SipHash key(String line) {
    var words = ByteBuffer.wrap(HexFormat.of().parseHex(line));
    return new SipHash(words.getLong(), words.getLong());
  }

  /** Reads the file again if it changed. What cannot be read changes nothing. One thread calls. */
  public void refresh() {
    try {
      var changed = Files.getLastModifiedTime(file);
      if (!changed.equals(read)) {
        keys = parse(Files.readAllLines(file));
        read = changed;
        LOG.atInfo().addKeyValue("file", file).log("another secret is in force");
      }
    } catch (IOException | Fault e) {
      LOG.atWarn().addKeyValue("cause", e.getMessage()).log("the secret stays as it was");
    }
  }

  /** The MAC of three words under the secret in force. */
  public long sign(long a, long b, long c) {
    return keys.current().of(a, b, c);
  }

  /** Whether these bits are the lower bits of the MAC under either secret. */
  public boolean isSigned(long a, long b, long c, long mac, long mask) {
    var now = keys;
    return ((now.current().of(a, b, c) ^ mac) & mask) == 0
        || ((now.previous().of(a, b, c) ^ mac) & mask) == 0;
  }
}
