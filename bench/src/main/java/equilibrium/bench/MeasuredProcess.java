package equilibrium.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** A program in a process of its own, whose use of CPU, memory and disk is measured. */
final class MeasuredProcess implements AutoCloseable {
  private final Process process;
  private final Path data;
  private long ownMib;
  private long mappedMib;

  MeasuredProcess(Process process, Path data) {
    this.process = process;
    this.data = data;
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "end-program"));
  }

  boolean isRunning() {
    return process.isAlive();
  }

  /** User and system time of all its threads since its start. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Measures its memory now. */
  void measureMemory() {
    ownMib = Math.max(ownMib, statusMib("RssAnon:"));
    mappedMib = Math.max(mappedMib, statusMib("RssFile:"));
  }

  /** The largest measured private memory, MiB; 0 if the system does not report it. */
  long ownMib() {
    return ownMib;
  }

  /** The largest measured size of its files in memory, MiB; 0 if the system does not report it. */
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

  /** Size of the files in its folder, MiB. */
  long stateMib() {
    try (Stream<Path> files = Files.walk(data)) {
      return files.mapToLong(MeasuredProcess::size).sum() >> 20;
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
