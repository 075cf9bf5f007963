package equilibrium.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** A program under load, in a process of its own, so that all it costs is its own. */
final class Program implements AutoCloseable {
  private final Process process;
  private final Path data;

  Program(Process process, Path data) {
    this.process = process;
    this.data = data;
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "end-program"));
  }

  boolean runs() {
    return process.isAlive();
  }

  /** User and system time since its start, of all its threads. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** The most memory that it ever held, in MiB; 0 where the system does not tell. */
  long peakMib() {
    try (var lines = Files.lines(Path.of("/proc/%d/status".formatted(process.pid())))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
          .findFirst()
          .orElse(0);
    } catch (IOException _) {
      return 0;
    }
  }

  /** What its folder holds, in MiB. */
  long stateMib() {
    try (Stream<Path> files = Files.walk(data)) {
      return files.mapToLong(Program::size).sum() >> 20;
    } catch (IOException | UncheckedIOException _) { // files come and go
      return 0;
    }
  }

  private static long size(Path file) {
    return file.toFile().isFile() ? file.toFile().length() : 0;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
