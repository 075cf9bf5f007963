package equilibrium.ingress;

import equilibrium.ingress.admission.Rules;
import equilibrium.ingress.answer.Experiment;
import equilibrium.ingress.http.HttpConfig;
import equilibrium.ingress.net.AnnounceUrls;
import equilibrium.ingress.udp.UdpConfig;
import equilibrium.platform.Setting.Computed;
import equilibrium.platform.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
  public record Limits(int clients, int queue, int connections) {}

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

  /** The URLs that clients on this machine may announce to, by the configured ports. */
  public List<String> announceUrls() {
    var https = http.https();
    return AnnounceUrls.of(host, port, https == null ? 0 : https.port());
  }

  /** The keys whose values may change while an ingress runs. */
  public static Set<String> reloadable() {
    return Rules.keys();
  }

  /**
   * How many things fit the heap at so many bytes each. A one-peer swarm takes 170 bytes, a peer up
   * to 100, a client up to 76: with all three at their defaults, a flood fills about half of it.
   */
  public static Computed heapOver(int bytes) {
    return new Computed(
        Math.clamp(Runtime.getRuntime().maxMemory() / bytes, 1, 100_000_000),
        "1 per %d bytes of heap".formatted(bytes));
  }

  private static IngressConfig read(Settings settings, Duration second, Duration day) {
    return new IngressConfig(
        settings.text(
            "ingress.host",
            "address that listens for HTTP, HTTPS and UDP; 0.0.0.0: every address, of IPv6 too",
            "0.0.0.0"),
        settings.integer(
            "ingress.port", "port of HTTP and of UDP; 0: any free port", 6969, 0, 65_535),
        settings.duration(
            "ingress.peer-lifetime",
            "silence after which a peer expires; at least twice ingress.interval, and more than"
                + " 1.1 times ingress.min-interval and ingress.climbing-interval",
            Duration.ofSeconds(4200),
            second,
            day),
        settings.duration(
            "selection.tier-step",
            "session length that opens the next tier to a leecher",
            Duration.ofMinutes(15),
            second,
            day),
        settings.integer(
            "ingress.numwant", "peers in a reply when the client names no number", 50, 1, 200),
        settings.integer("ingress.numwant-max", "peers in a reply at most", 100, 1, 200),
        UdpConfig.from(settings),
        settings.duration(
            "ingress.ack-wait",
            "how long a reply waits for the log at most, in real time",
            Duration.ofMillis(250),
            Duration.ofMillis(1),
            Duration.ofSeconds(10)),
        settings.path(
            "ingress.secret-file",
            "file with the secret that signs connection ids and tracker ids; in the data folder if"
                + " relative; generated if absent; must be the same on all nodes",
            Path.of("secret")),
        new Limits(
            settings.integer(
                "limits.clients",
                "clients in memory; further ones count as one client without a standing",
                heapOver(512),
                1,
                200_000_000),
            settings.integer(
                "limits.queue",
                "events on their way to Kafka; beyond, replies say \"not recorded\"",
                65_536,
                1,
                10_000_000),
            settings.integer(
                "limits.connections", "HTTP connections at a time", 20_000, 1, 1_000_000)),
        Experiment.from(settings),
        HttpConfig.from(settings),
        Rules.from(settings));
  }
}
