package equilibrium.standalone.peer;

import equilibrium.peer.Event;
import equilibrium.peer.EventLines;
import equilibrium.peer.Limits;
import equilibrium.peer.Peer;
import equilibrium.peer.PeerConfig;
import equilibrium.peer.PeerConfig.Network;
import equilibrium.peer.PeerConfig.Trackers;
import equilibrium.peer.PeerConfig.Wire;
import equilibrium.peer.PeerFault;
import equilibrium.platform.Fault;
import equilibrium.standalone.run.StopSignal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of all commands that transfer. */
final class PeerOptions {
  private static final Duration LOOK = Duration.ofMillis(200);

  @Option(
      names = "--tracker",
      paramLabel = "URL",
      description =
          "http://, https:// or udp://; may be repeated. Without it: those of the torrent.")
  private List<String> trackers = new ArrayList<>();

  @Option(names = "--key", description = "Announce key, appended to each tracker's URL.")
  private @Nullable String key;

  @Option(
      names = "--wire",
      description =
          "by-url, or replicated: udp:// in the layout of the replicated-tracker document, also to"
              + " a multicast group.")
  private String wire = "by-url";

  @Option(
      names = "--interface",
      paramLabel = "NAME",
      description = "Network interface for a multicast group, such as lo or eth0.")
  private @Nullable String multicast;

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS:PORT",
      description = "Where peers connect; default: ${DEFAULT-VALUE}, only from this machine.")
  private String listen = Network.LOOPBACK.listen();

  @Option(names = "--open", description = "Also finds peers by DHT, PEX and LSD.")
  private boolean open;

  @Option(names = "--utp", description = "Also moves bytes over UDP.")
  private boolean utp;

  @Option(names = "--down", description = "Bytes per second to download at most.")
  private int down;

  @Option(names = "--up", description = "Bytes per second to upload at most.")
  private int up;

  @Option(names = "--slots", description = "Peers to upload to at once; default: ${DEFAULT-VALUE}.")
  private int slots = 8;

  @Option(names = "--ratio", description = "Stops seeding after uploading this often the content.")
  private double ratio;

  @Option(
      names = "--seed-for",
      converter = DurationConverter.class,
      description = "Stops seeding after this time, such as 90s, 10m or 2h.")
  private @Nullable Duration seedFor;

  @Option(names = "--json", description = "Prints each event as a line of JSON.")
  private boolean json;

  /** What a command does with an open peer. */
  interface Work {
    int with(Peer peer, StopSignal signal) throws InterruptedException;
  }

  /** Opens a peer, works, and closes it in order, also after SIGTERM and Ctrl-C. */
  int run(Path data, Work work) {
    try (var signal = new StopSignal();
        var peer = Peer.open(config(data), this::print)) {
      return work.with(peer, signal);
    } catch (PeerFault e) {
      throw new Fault(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Fault("interrupted", e);
    }
  }

  /** Waits until nothing is shared any more, as the limits say, or the process must end. */
  static void untilTheEnd(Peer peer, StopSignal signal) throws InterruptedException {
    boolean over = false;
    while (!over && !signal.isAsked()) {
      over = peer.awaitEnd(LOOK);
    }
  }

  /** Waits until all is complete; false if the process must end first, or after the time. */
  static boolean untilComplete(Peer peer, StopSignal signal, @Nullable Duration within)
      throws InterruptedException {
    long startNs = System.nanoTime();
    while (!peer.awaitComplete(LOOK)) {
      boolean late = within != null && System.nanoTime() - startNs > within.toNanos();
      if (late || signal.isAsked()) {
        return false;
      }
    }
    return true;
  }

  private PeerConfig config(Path data) {
    if (!wire.equals("by-url") && !wire.equals("replicated")) {
      throw new Fault("--wire is %s, expected by-url or replicated".formatted(wire));
    }
    var asked =
        Trackers.of(trackers.toArray(String[]::new))
            .withKey(key)
            .over(wire.equals("replicated") ? Wire.REPLICATED : Wire.BY_URL, multicast);
    return PeerConfig.in(data, asked)
        .withNetwork(new Network(listen, open, utp))
        .withLimits(new Limits(down, up, slots, ratio, seedFor));
  }

  private void print(Event event) {
    boolean rare = !(event instanceof Event.ChunkDone);
    if (json) {
      System.out.println(EventLines.json(event));
    } else if (rare) { // a person reads the progress instead
      System.out.println(EventLines.text(event));
    }
  }
}
