package equilibrium.ingress;

import equilibrium.ingress.http.HttpConfig;
import equilibrium.platform.Settings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How an ingress runs.
 *
 * @param host where it listens
 * @param port of HTTP and of UDP; 0: any free one
 * @param identity what a client is known by
 * @param admission which torrents are served
 * @param gate which torrents hold their seeders back from lower tiers
 * @param interval told to clients, before it is spread by 10 %
 * @param climbingInterval told to a leecher to whom a tier is still closed, spread by 5 %
 * @param minInterval told to the others
 * @param peerLifetime after which a silent peer is forgotten
 * @param tierStep length of session after which the next tier opens
 * @param numWant peers in a reply when the client does not say
 * @param most peers in a reply at most
 * @param udpPayload bytes of a UDP reply at most
 * @param ackWait how long a reply waits for the log at most; real time
 * @param secretFile what connection ids and tracker ids are signed with; in the data folder if
 *     relative, and the same on all nodes of one tracker
 * @param limits of what is held in memory
 * @param http of HTTP and HTTPS alone
 */
public record IngressConfig(
    String host,
    int port,
    Identities identity,
    Admission admission,
    Gate gate,
    Duration interval,
    Duration climbingInterval,
    Duration minInterval,
    Duration peerLifetime,
    Duration tierStep,
    int numWant,
    int most,
    int udpPayload,
    Duration ackWait,
    Path secretFile,
    Limits limits,
    HttpConfig http) {

  /** What a client is known by (architecture, section 4). */
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
  public record Limits(int swarms, int peersPerSwarm, int clients, int queue, int connections) {}

  public static IngressConfig from(Settings settings) {
    var second = Duration.ofSeconds(1);
    var day = Duration.ofDays(1);
    var config = read(settings, second, day);
    if (config.peerLifetime().compareTo(config.interval().multipliedBy(2)) < 0) {
      settings.problem(
          "ingress.peer-lifetime is %d s, expected at least twice ingress.interval, %d s"
              .formatted(config.peerLifetime().toSeconds(), 2 * config.interval().toSeconds()));
    }
    return config;
  }

  private static IngressConfig read(Settings settings, Duration second, Duration day) {
    return new IngressConfig(
        settings.text("ingress.host", "0.0.0.0"),
        settings.integer("ingress.port", 6969, 0, 65_535),
        settings.choice("ingress.identity", Identities.KEY_OR_ADDRESS),
        settings.choice("ingress.admission", Admission.OPEN),
        settings.choice("selection.gate", Gate.ALL),
        settings.duration("ingress.interval", Duration.ofMinutes(30), second, day),
        settings.duration("ingress.climbing-interval", Duration.ofMinutes(15), second, day),
        settings.duration("ingress.min-interval", Duration.ofMinutes(15), second, day),
        settings.duration("ingress.peer-lifetime", Duration.ofSeconds(4200), second, day),
        settings.duration("selection.tier-step", Duration.ofMinutes(15), second, day),
        settings.integer("ingress.numwant", 50, 1, 200),
        settings.integer("ingress.numwant-max", 100, 1, 200),
        settings.integer("ingress.udp-payload", 508, 98, 1472),
        settings.duration(
            "ingress.ack-wait",
            Duration.ofMillis(250),
            Duration.ofMillis(1),
            Duration.ofSeconds(10)),
        settings.path("ingress.secret-file", Path.of("secret")),
        new Limits(
            settings.integer("limits.swarms", 8_000_000, 1, 100_000_000),
            settings.integer("limits.peers-per-swarm", 1_000_000, 1, 10_000_000),
            settings.integer("limits.clients", 20_000_000, 1, 200_000_000),
            settings.integer("limits.queue", 65_536, 1, 10_000_000),
            settings.integer("limits.connections", 20_000, 1, 1_000_000)),
        HttpConfig.from(settings));
  }
}
