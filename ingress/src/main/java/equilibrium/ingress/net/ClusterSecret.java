package equilibrium.ingress.net;

import equilibrium.platform.Fault;
import equilibrium.platform.file.DurableFile;
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
 * The secret that signs connection ids and tracker ids. All nodes of one tracker share it, so that
 * each accepts ids of the others. Its file has one line, or two after a rotation: the secret that
 * signs, then an older one that is still accepted. The file may change while the program runs.
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
    this.keys = parse(DurableFile.read(file).lines().toList());
  }

  /** Reads the file, or creates it with a random secret. */
  public static ClusterSecret in(Path file) {
    try {
      if (!Files.exists(file)) {
        create(file);
      }
      return new ClusterSecret(file);
    } catch (IOException e) {
      throw new Fault("the secret in %s cannot be read or written: %s".formatted(file, e), e);
    }
  }

  private static void create(Path file) throws IOException {
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

  /** Reads the file again if it changed. A bad file changes nothing. One thread calls. */
  public void refresh() {
    try {
      var changed = Files.getLastModifiedTime(file);
      if (!changed.equals(read)) {
        keys = parse(DurableFile.read(file).lines().toList());
        read = changed;
        LOG.atInfo().addKeyValue("file", file).log("secret reloaded");
      }
    } catch (IOException | Fault e) {
      LOG.atWarn()
          .addKeyValue("cause", e.getMessage())
          .log("secret file cannot be used, keeping the previous secret: mend the file");
    }
  }

  /** The MAC of three words under the current secret. */
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
