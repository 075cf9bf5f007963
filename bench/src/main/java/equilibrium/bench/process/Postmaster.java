package equilibrium.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The PostgreSQL server process of a data folder of ours, by its {@code postmaster.pid}. */
final class Postmaster {

  /** Where the server keeps its files. */
  static Path folder(Path data) {
    return data.resolve("postgres");
  }

  /** The process, while it runs and belongs to this folder. */
  static Optional<ProcessHandle> of(Path data) {
    var file = folder(data).resolve("postmaster.pid");
    try {
      long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
      return ProcessHandle.of(pid)
          .filter(process -> process.info().command().orElse("").endsWith("postgres"));
    } catch (IOException | NumberFormatException _) { // not running
      return Optional.empty();
    }
  }

  /** Ends it at once (SIGKILL), its children with it. */
  static void kill(ProcessHandle postmaster) {
    var processes = family(postmaster);
    processes.forEach(ProcessHandle::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
  }

  /** Sends it and its children a signal of {@code kill}. */
  static void signal(ProcessHandle postmaster, String signal) {
    family(postmaster).forEach(process -> Tool.run("kill", signal, Long.toString(process.pid())));
  }

  private static List<ProcessHandle> family(ProcessHandle postmaster) {
    return Stream.concat(postmaster.children(), Stream.of(postmaster)).toList();
  }

  private Postmaster() {}
}
