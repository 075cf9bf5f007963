package equilibrium.bench.process;

import equilibrium.platform.Fault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Drops packets between one process and one server of the set-up, by rules of nftables that only
 * root may make. The process runs in a group of its own, by which the rules know its connections;
 * all other packets of the machine pass.
 */
public final class PacketFilter implements AutoCloseable {
  /** Which packets are dropped. */
  public enum Way {
    TO_SERVER,
    FROM_SERVER,
    BOTH
  }

  /** No group of a system has this number. */
  private static final int FIRST_GROUP = 47_001;

  private final String table;
  private final Map<String, Integer> ports;
  private final Consumer<String> nft;
  private final List<String> processes = new ArrayList<>();
  private final Map<String, Integer> marks = new HashMap<>();

  private PacketFilter(String table, Map<String, Integer> ports, Consumer<String> nft) {
    this.table = table;
    this.ports = Map.copyOf(ports);
    this.nft = nft;
  }

  /**
   * A filter that drops nothing. Throws a {@link Fault} without nft, or for another user than root.
   *
   * @param ports of 127.0.0.1, by the name of their server
   */
  static PacketFilter open(Map<String, Integer> ports) {
    return open(ports, PacketFilter::run);
  }

  /**
   * As above.
   *
   * @param nft runs one command of nft
   */
  static PacketFilter open(Map<String, Integer> ports, Consumer<String> nft) {
    var table = "equilibrium_bench_" + ProcessHandle.current().pid();
    var filter = new PacketFilter(table, ports, nft);
    nft.accept("add table ip " + table);
    nft.accept(
        "add chain ip %s marking { type filter hook output priority mangle; }".formatted(table));
    nft.accept(
        "add chain ip %s dropping { type filter hook input priority filter; }".formatted(table));
    return filter;
  }

  private static void run(String command) {
    try {
      Tool.run("nft", command);
    } catch (Fault e) {
      throw new Fault(
          "packets cannot be dropped: %s; install Debian's package nftables, and be root"
              .formatted(e.getMessage()),
          e);
    }
  }

  /** Marks the connections of a process from now on. Returns the words that must start it. */
  List<String> wrapper(String process) {
    int group = FIRST_GROUP + processes.size();
    processes.add(process);
    ports.forEach((server, port) -> {
      int mark = marks.size() + 1;
      marks.put(connection(process, server), mark);
      nft.accept(
          "add rule ip %s marking oifname \"lo\" meta skgid %d tcp dport %d ct mark set %d"
              .formatted(table, group, port, mark));
    });
    return List.of("setpriv", "--regid=" + group, "--clear-groups", "--");
  }

  /** Drops packets until {@link #mend}. */
  public void cut(String process, String server, Way way) {
    var mark = marks.get(connection(process, server));
    if (mark == null) {
      throw new IllegalArgumentException(
          "no connections of %s to %s can be cut".formatted(process, server));
    }
    var direction =
        switch (way) {
          case TO_SERVER -> " ct direction original";
          case FROM_SERVER -> " ct direction reply";
          case BOTH -> "";
        };
    nft.accept("add rule ip %s dropping ct mark %d%s drop".formatted(table, mark, direction));
  }

  /** Drops nothing any more. */
  public void mend() {
    nft.accept("flush chain ip %s dropping".formatted(table));
  }

  private static String connection(String process, String server) {
    return process + " to " + server;
  }

  @Override
  public void close() {
    nft.accept("delete table ip " + table);
  }
}
