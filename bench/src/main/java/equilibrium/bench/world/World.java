package equilibrium.bench.world;

import equilibrium.bench.trace.Label;
import equilibrium.bench.trace.TraceTorrent;
import equilibrium.bench.trace.TraceWriter;
import equilibrium.bench.trace.Truth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a generated world: trace, labels and truth. */
public final class World {

  /** The files of a world. */
  public record Written(Path trace, Path labels, Path truth, long announces) {}

  /**
   * Generates a world.
   *
   * @param folder for {@code trace.jsonl}, {@code labels.jsonl} and {@code truth.jsonl}; created
   * @param gzip whether the trace is compressed, and called {@code trace.jsonl.gz}
   */
  public static Written write(WorldOptions options, Path folder, boolean gzip) throws IOException {
    Files.createDirectories(folder);
    var trace = folder.resolve(gzip ? "trace.jsonl.gz" : "trace.jsonl");
    var labels = folder.resolve("labels.jsonl");
    var truth = folder.resolve("truth.jsonl");
    var generator = new Generator(options);
    long[] announces = {0};
    try (var out = new TraceWriter(trace)) {
      for (var swarm : generator.swarms()) {
        var torrent = swarm.torrent;
        out.write(new TraceTorrent(torrent.infoHash(), torrent.sizeBytes(), torrent.isPrivate()));
      }
      generator.run(announce -> {
        out.write(announce);
        announces[0]++;
      });
    }
    writeClients(generator, labels, truth);
    return new Written(trace, labels, truth, announces[0]);
  }

  private static void writeClients(Generator generator, Path labels, Path truth)
      throws IOException {
    try (var labelled = new TraceWriter(labels);
        var known = new TraceWriter(truth)) {
      for (var client : generator.clients()) {
        labelled.write(new Label(client.announceKey, client.kind.label(), client.cheatsFromMs));
        known.write(
            new Truth(
                client.announceKey,
                client.fabricatedUp,
                client.hiddenDown,
                client.sent,
                client.received));
      }
    }
  }

  private World() {}
}
