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
  private long ownMib;
  private long mappedMib;

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

  /** Looks how much memory it holds now. */
  void look() {
    ownMib = Math.max(ownMib, statusMib("RssAnon:"));
    mappedMib = Math.max(mappedMib, statusMib("RssFile:"));
  }

  /**
   * The most memory that it was seen to hold for itself, in MiB; 0 where the system does not tell.
   */
  long ownMib() {
    return ownMib;
  }

  /** The most of its files that it was seen to have in the system's memory, in MiB; or 0. */
  long mappedMib() {
    return mappedMib;
  }

  private long statusMib(String name) {
    try (var lines = Files.lines(Path.of("/proc/%d/status".formatted(process.pid())))) {
      return lines
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
          .findFirst()
          .orElse(0);
    } catch (IOException | UncheckedIOException _) { // it may have ended
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
