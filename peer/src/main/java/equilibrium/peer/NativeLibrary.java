package equilibrium.peer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.libtorrent4j.LibTorrent;

/**
 * libtorrent's native code. The Java library does not unpack its own jar, so this does, to a file
 * named after its SHA-256. A JVM loads it once.
 */
final class NativeLibrary {
  private static final String RESOURCE = "/lib/x86_64/libtorrent4j.so";
  private static final String PATH = "libtorrent4j.jni.path";

  private NativeLibrary() {}

  /** Throws a {@link PeerFault} on other systems than Linux on x86-64, and beside RocksDB. */
  static synchronized void loadFrom(Path folder) {
    if (System.getProperty(PATH) != null) {
      return;
    }
    verify(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    try {
      verifyAlone(Files.readString(Path.of("/proc/self/maps"), ISO_8859_1));
      var library = unpack(folder);
      System.setProperty(PATH, library.toString());
      LibTorrent.version();
    } catch (IOException | LinkageError e) {
      System.clearProperty(PATH);
      throw new PeerFault(
          "libtorrent cannot be run from %s (%s): the folder must lie on a file system that is not mounted with noexec, and glibc must be 2.27 or later"
              .formatted(folder, e.getCause() == null ? e : e.getCause()),
          e);
    }
  }

  static void verify(String system, String machine) {
    if (!system.equals("Linux") || !(machine.equals("amd64") || machine.equals("x86_64"))) {
      throw new PeerFault(
          "this is %s on %s, but libtorrent comes for Linux on x86-64 only: use transmission or aria2"
              .formatted(system, machine));
    }
  }

  /**
   * libtorrent has a C++ runtime of its own, and RocksDB loads the system's. In one process their
   * symbols mix, and libtorrent's HTTP requests end too early.
   *
   * @param maps of the process, as {@code /proc/self/maps} shows them
   */
  static void verifyAlone(String maps) {
    if (maps.contains("librocksdbjni")) {
      throw new PeerFault(
          "this process has loaded RocksDB, beside which libtorrent sends no whole HTTP request: run the peer in a process of its own");
    }
  }

  private static Path unpack(Path folder) throws IOException {
    Files.createDirectories(folder);
    var temporary = Files.createTempFile(folder, "libtorrent4j", ".new");
    try (var content = open()) {
      Files.copy(content, temporary, StandardCopyOption.REPLACE_EXISTING);
      var sha256 = HexFormat.of().formatHex(content.getMessageDigest().digest());
      Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx------"));
      var library = folder.resolve(sha256 + ".so").toAbsolutePath();
      Files.move(
          temporary, library, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return library;
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static DigestInputStream open() throws IOException {
    InputStream content = NativeLibrary.class.getResourceAsStream(RESOURCE);
    if (content == null) {
      throw new IOException("the jar libtorrent4j-linux is not on the class path");
    }
    try {
      return new DigestInputStream(content, MessageDigest.getInstance("SHA-256"));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
