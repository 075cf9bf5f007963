package equilibrium.ingress;

import equilibrium.ingress.admission.Rules;
import equilibrium.ingress.answer.Experiment;
import equilibrium.ingress.http.HttpConfig;
import equilibrium.ingress.udp.UdpConfig;
import equilibrium.platform.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * How an ingress runs.
 *
 * @param host where it listens
 * @param port of HTTP and of UDP; 0: any free one
 * @param peerLifetime after which a silent peer is forgotten
 * @param tierStep length of session after which the next tier opens
 * @param numWant peers in a reply when the client does not say
 * @param most peers in a reply at most
 * @param udp what is particular to UDP
 * @param ackWait how long a reply waits for the log at most; real time
 * @param secretFile what connection ids and tracker ids are signed with; in the data folder if
 *     relative, and the same on all nodes of one tracker
 * @param limits of what is held in memory
 * @param experiment whose peers are chosen how
 * @param http of HTTP and HTTPS alone
 * @param rules at start; the only part that may change later
 */
public record IngressConfig(
    String host,
    int port,
    Duration peerLifetime,
    Duration tierStep,
    int numWant,
    int most,
    UdpConfig udp,
    Duration ackWait,
    Path secretFile,
    Limits limits,
    Experiment experiment,
    HttpConfig http,
    Rules rules) {

  /** What a client is known by (docs/architecture.md 4). */
  public enum Identities {
    KEY_OR_ADDRESS,
    KEY,
    PEER_ID
  }

  /** Which torrents are served. Denied ones never are. */
  public enum Admission {
    OPEN,
    REGISTERED
  }

  /** Which torrents hold their seeders back from lower tiers at first. */
  public enum Gate {
    ALL,
    PRIVATE,
    OFF
  }

  /**
   * What is held in memory at most.
   *
   * @param queue announces on their way to the log
   */
  public record Limits(int clients, int queue) {}

  public static IngressConfig from(Settings settings) {
    var second = Duration.ofSeconds(1);
    var day = Duration.ofDays(1);
    var config = read(settings, second, day);
    var pace = config.rules().pace();
    var interval = pace.interval();
    if (config.peerLifetime().compareTo(interval.multipliedBy(2)) < 0) {
      settings.problem(
          "ingress.peer-lifetime is %d s, expected at least twice ingress.interval, %d s"
              .formatted(config.peerLifetime().toSeconds(), 2 * interval.toSeconds()));
    }
    outlives(settings, config.peerLifetime(), "ingress.min-interval", pace.least());
    outlives(settings, config.peerLifetime(), "ingress.climbing-interval", pace.climbing());
    return config;
  }

  /** Whether a peer is still known when it does what it is told and announces again. */
  private static void outlives(
      Settings settings, Duration lifetime, String key, Duration interval) {
    if (interval.multipliedBy(11).compareTo(lifetime.multipliedBy(10)) >= 0) {
      settings.problem(
          "%s is %d s, expected less than ingress.peer-lifetime, %d s, with 10 %% more"
              .formatted(key, interval.toSeconds(), lifetime.toSeconds()));
    }
  }

  /** The keys whose values may change while an ingress runs. */
  public static Set<String> reloadable() {
    return Rules.keys();
  }

  /**
   * How many things fit the heap at so many bytes each. A one-peer swarm takes 170 bytes, a peer up
   * to 100, a client up to 76: with all three at their defaults, a flood fills about half of it.
   */
  public static int heapOver(int bytes) {
    return Math.clamp(Runtime.getRuntime().maxMemory() / bytes, 1, 100_000_000);
  }

  private static IngressConfig read(Settings settings, Duration second, Duration day) {
    var host = settings.text("ingress.host", "0.0.0.0");
    int port = settings.integer("ingress.port", 6969, 0, 65_535);
    return new IngressConfig(
        host,
        port,
        settings.duration("ingress.peer-lifetime", Duration.ofSeconds(4200), second, day),
        settings.duration("selection.tier-step", Duration.ofMinutes(15), second, day),
        settings.integer("ingress.numwant", 50, 1, 200),
        settings.integer("ingress.numwant-max", 100, 1, 200),
        UdpConfig.from(settings),
        settings.duration(
            "ingress.ack-wait",
            Duration.ofMillis(250),
            Duration.ofMillis(1),
            Duration.ofSeconds(10)),
        settings.path("ingress.secret-file", Path.of("secret")),
        new Limits(
            settings.integer("limits.clients", heapOver(512), 1, 200_000_000),
            settings.integer("limits.queue", 65_536, 1, 10_000_000)),
        Experiment.from(settings),
        HttpConfig.from(settings, host, port),
        Rules.from(settings));
  }
}
