package equilibrium.standalone.doctor;

import static equilibrium.standalone.doctor.Finding.fault;
import static equilibrium.standalone.doctor.Finding.ok;
import static equilibrium.standalone.doctor.Finding.warning;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Limits of this machine, from files of {@code /proc}. */
final class MachineCheck {
  /** What {@code up} needs to start. */
  private static final long LEAST_FILES = 2_048;

  private static final long GOOD_FILES = 65_536;
  private static final int MOST_BYTES = 64 << 10;

  /** What an ingress asks for (UdpTracker). */
  private static final long UDP_BUFFER = 4 << 20;

  private static final Pattern OPEN_FILES = Pattern.compile("Max open files +(\\S+)");
  private static final long GIB = 1L << 30;
  private static final long LEAST_ROOM = GIB;
  private static final long GOOD_ROOM = 10 * GIB;

  private final Path proc;

  MachineCheck(Path proc) {
    this.proc = proc;
  }

  /**
   * What can be read; a system without such files has none of these findings.
   *
   * @param data folder whose disk is looked at
   */
  List<Finding> findings(Path data) {
    var findings = new ArrayList<Finding>();
    openFiles().ifPresent(files -> findings.add(files(files)));
    number("sys/net/core/rmem_max").ifPresent(bytes -> findings.add(buffer(bytes)));
    room(data).ifPresent(bytes -> findings.add(room(data, bytes)));
    return findings;
  }

  private static Finding files(long files) {
    var cure = "raise it with ulimit -n, or LimitNOFILE in systemd";
    if (files < LEAST_FILES) {
      return fault(
          "the limit of open files is %d, and up needs %d".formatted(files, LEAST_FILES), cure);
    }
    return files < GOOD_FILES
        ? warning("the limit of open files is %d: connections wait beyond".formatted(files), cure)
        : ok("the limit of open files is " + files);
  }

  private static Finding buffer(long bytes) {
    return bytes < UDP_BUFFER
        ? warning(
            "net.core.rmem_max is %d: the UDP receive buffer is smaller than the %d bytes wanted"
                .formatted(bytes, UDP_BUFFER),
            "sysctl -w net.core.rmem_max=" + UDP_BUFFER)
        : ok("net.core.rmem_max is " + bytes);
  }

  static Finding room(Path data, long bytes) {
    var what = "the disk of %s has %d MiB left".formatted(data, bytes >> 20);
    var cure = "make room or use a larger disk";
    if (bytes < LEAST_ROOM) {
      return fault(what, cure);
    }
    return bytes < GOOD_ROOM ? warning(what, cure) : ok(what);
  }

  private static Optional<Long> room(Path data) {
    try {
      return Optional.of(Files.getFileStore(data).getUsableSpace());
    } catch (IOException _) {
      return Optional.empty(); // no folder yet
    }
  }

  private Optional<Long> openFiles() {
    return read("self/limits")
        .map(OPEN_FILES::matcher)
        .filter(Matcher::find)
        .map(found -> found.group(1))
        .map(soft -> soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft));
  }

  private Optional<Long> number(String file) {
    return read(file).map(String::strip).map(Long::parseLong);
  }

  /** In one piece: a file of /proc/sys gives all that it has to the first read, however short. */
  private Optional<String> read(String file) {
    try (var in = Files.newInputStream(proc.resolve(file))) {
      return Optional.of(new String(in.readNBytes(MOST_BYTES), US_ASCII));
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
