package equilibrium.bench.race.real;

import equilibrium.bench.process.Waiting;
import equilibrium.bench.race.RaceResult;
import equilibrium.bench.race.RaceResult.Finish;
import equilibrium.bench.race.SwarmModel;
import equilibrium.peer.Limits;
import equilibrium.peer.Torrent;
import equilibrium.platform.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One swarm of real peers under one policy: its seeders, then its leechers as they arrive. */
final class Heat {
  private static final int CHUNK = 128 << 10;

  private final SmallModel model;
  private final String tracker;
  private final Path folder;
  private final LineUp lineUp;
  private final ConcurrentLinkedQueue<RealPeer> peers = new ConcurrentLinkedQueue<>();
  private final List<RealPeer> seeders = new ArrayList<>();

  /**
   * Nobody races yet.
   *
   * @param tracker URL of the ingress, without a key
   * @param folder of its own, whose name no other swarm has
   */
  Heat(SmallModel model, String tracker, Path folder, LineUp lineUp) {
    this.model = model;
    this.tracker = tracker;
    this.folder = folder;
    this.lineUp = lineUp;
  }

  /** Races, and leaves nothing but the result. */
  HeatResult run() throws InterruptedException {
    try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      try {
        var torrent = seed();
        var finishes = leech(torrent, threads);
        long fromSeeders = seeders.stream().mapToLong(RealPeer::uploaded).sum();
        double all = (double) model.contentBytes() * finishes.size();
        return new HeatResult(
            torrent.sha1(),
            new RaceResult(finishes, Math.min(1, fromSeeders / all)),
            peers.stream().flatMap(peer -> peer.complaints().stream()).toList());
      } finally {
        var ends = peers.stream().map(peer -> threads.submit(peer::close)).toList();
        for (var end : ends) {
          await(end);
        }
      }
    }
  }

  private Torrent seed() {
    var file = content();
    Torrent torrent = null;
    for (var runner : lineUp.seeders()) {
      int upload = model.seederUpload(runner.entrant().tier());
      var limits = new Limits(0, upload, SwarmModel.SEEDER_SLOTS, 0, null);
      var peer = open(runner, limits);
      seeders.add(peer);
      torrent = peer.share(file, CHUNK);
    }
    Waiting.until(
        "all seeders have announced", () -> seeders.stream().allMatch(RealPeer::isAnnounced));
    return Objects.requireNonNull(torrent, "a swarm has seeders");
  }

  /** Random bytes; the name makes it another torrent than those of all other swarms. */
  private Path content() {
    try {
      byte[] bytes = new byte[model.contentBytes()];
      new SplittableRandom(folder.hashCode()).nextBytes(bytes);
      Files.createDirectories(folder);
      var name = Objects.requireNonNull(folder.getFileName(), "a root is no folder of a race");
      return Files.write(folder.resolve(name + ".content"), bytes);
    } catch (IOException e) {
      throw new Fault("the content of a race cannot be written: " + e, e);
    }
  }

  private List<Finish> leech(Torrent torrent, ExecutorService threads) throws InterruptedException {
    long startNs = System.nanoTime();
    var running = new ArrayList<Future<Finish>>();
    for (var runner : lineUp.leechers()) {
      Callable<Finish> download =
          () -> {
            Thread.sleep(Duration.ofNanos(runner.startNs() - (System.nanoTime() - startNs)));
            return download(runner, torrent);
          };
      running.add(threads.submit(download));
    }
    var finishes = new ArrayList<Finish>();
    for (var one : running) {
      finishes.add(await(one));
    }
    return finishes;
  }

  private Finish download(LineUp.Runner runner, Torrent torrent) throws InterruptedException {
    var limits =
        new Limits(
            model.download(), model.leecherUpload(), SwarmModel.LEECHER_SLOTS + 1, 0, model.stay());
    var peer = open(runner, limits);
    peer.get(torrent, folder.resolve("to-" + runner.number()));
    var patience = model.patience();
    double seconds = peer.awaitComplete(patience).orElse(patience.toMillis() / 1e3);
    return new Finish(runner.entrant().tier(), false, model.minutes(seconds));
  }

  private RealPeer open(LineUp.Runner runner, Limits limits) {
    var own = folder.resolve("peer-" + runner.number());
    var peer = RealPeer.open(own, tracker, runner.entrant(), limits);
    peers.add(peer);
    return peer;
  }

  private static <T> T await(Future<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new Fault("a peer of a race has failed: " + e.getCause(), e);
    }
  }
}
