package equilibrium.ingress.answer;

import equilibrium.ingress.admission.HeapShare;
import equilibrium.ingress.admission.Rules;
import equilibrium.ingress.swarm.Reach;
import equilibrium.platform.Settings;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.Lifetimes;
import java.time.Duration;

/**
 * How announces are answered. Times are tracker time.
 *
 * @param peerLifetime silence after which a peer is removed from its swarm
 * @param tierStep length of a session after which the next tier opens to it
 * @param clients clients in memory, at most
 * @param downloads torrents whose number of downloads is in memory, at most
 * @param interventions exposures, suspected clients and failed clients in memory, at most, of each
 * @param reach which peers are listed to which clients, by the kinds of their addresses
 * @param experiment which policy selects the peers of which clients
 * @param rules in force at start; the only part that may change while the ingress runs
 */
public record AnswerConfig(
    Duration peerLifetime,
    Duration tierStep,
    int clients,
    int downloads,
    int interventions,
    Reach reach,
    Experiment experiment,
    Rules rules) {

  public static AnswerConfig from(Settings settings) {
    var config = read(settings);
    var lifetime = config.peerLifetime();
    var pace = config.rules().pace();
    if (lifetime.compareTo(pace.interval().multipliedBy(2)) < 0) {
      settings.problem(
          "ingress.peer-lifetime is %d s, expected at least twice ingress.interval, %d s"
              .formatted(lifetime.toSeconds(), 2 * pace.interval().toSeconds()));
    }
    checkLifetime(settings, lifetime);
    checkInterval(settings, lifetime, "ingress.min-interval", pace.least());
    checkInterval(settings, lifetime, "ingress.climbing-interval", pace.climbing());
    return config;
  }

  private static AnswerConfig read(Settings settings) {
    var second = Duration.ofSeconds(1);
    var day = Duration.ofDays(1);
    return new AnswerConfig(
        settings.duration(
            "ingress.peer-lifetime",
            "silence after which a peer expires; at most 70m, at least twice ingress.interval, and"
                + " more than 1.1 times ingress.min-interval and ingress.climbing-interval",
            Lifetimes.PEER,
            second,
            day),
        settings.duration(
            "selection.tier-step",
            "session length that opens the next tier to a leecher",
            Duration.ofMinutes(15),
            second,
            day),
        settings.integer(
            "limits.clients",
            "clients in memory; further ones count as one client without a standing",
            HeapShare.over(512),
            1,
            200_000_000),
        settings.integer(
            "limits.downloads",
            "torrents whose number of downloads is in memory, with peers or without; beyond, those"
                + " whose number changed least recently are dropped, and scrapes say 0 for them"
                + " while they have no peers",
            HeapShare.over(2048),
            64,
            100_000_000),
        settings.integer(
            "limits.interventions",
            "warnings of clients in memory, and suspected clients that are warned or refused; further"
                + " ones have no effect",
            HeapShare.over(8192),
            64,
            10_000_000),
        ReachSettings.from(settings),
        Experiment.from(settings),
        Rules.from(settings));
  }

  /** Scoring and the purge do not know the setting. With fast time, in tests, that is accepted. */
  private static void checkLifetime(Settings settings, Duration lifetime) {
    if (lifetime.compareTo(Lifetimes.PEER) > 0 && !TimeScale.from(settings).isScaled()) {
      settings.problem(
          ("ingress.peer-lifetime is %d s, expected at most %d s: after that time scoring ends"
                  + " sessions, and PostgreSQL loses peers; ingress.interval can be %d s at most")
              .formatted(
                  lifetime.toSeconds(),
                  Lifetimes.PEER.toSeconds(),
                  Lifetimes.LONGEST_INTERVAL.toSeconds()));
    }
  }

  /** A peer that announces after the longest interval must still be in its swarm. */
  private static void checkInterval(
      Settings settings, Duration lifetime, String key, Duration interval) {
    if (interval.multipliedBy(11).compareTo(lifetime.multipliedBy(10)) >= 0) {
      settings.problem(
          "%s is %d s, expected less than ingress.peer-lifetime, %d s, with 10 %% more"
              .formatted(key, interval.toSeconds(), lifetime.toSeconds()));
    }
  }
}
