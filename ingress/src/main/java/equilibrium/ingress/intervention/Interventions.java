package equilibrium.ingress.intervention;

import equilibrium.ingress.admission.DetectionRules;
import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.announce.EnumCounts;
import equilibrium.ingress.announce.Notice;
import equilibrium.ingress.announce.Outcome.Refused;
import equilibrium.ingress.intervention.Exposures.Told;
import equilibrium.ingress.swarm.Found;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InterventionKind;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which replies say something because of a suspicion (docs/policy.md 3.6). Counts what this node
 * has told: after a restart, and on another node, a warning may come again. A failure cannot: what
 * began before this node did is told by a warning.
 */
public final class Interventions {
  private static final Duration FAILURE = Duration.ofMinutes(5);
  private static final Duration REFUSAL = Duration.ofHours(1);

  /** What was done to a reply. */
  public enum Applied {
    /** A client was warned of a peer that it was given. */
    WARNING,
    /** It got a failure for that reason. */
    FAIL_ONCE,
    /** A suspected client was warned itself. */
    OWN_WARNING,
    /** A client in quarantine got a short list. */
    QUARANTINE,
    /** A client was refused. */
    REFUSAL
  }

  /** An announce that gets a full good reply, and what the swarms answered. */
  private record Reply(Announce announce, ClientId client, Found found, long nowMs) {}

  private final long sinceMs;
  private final TimeScale scale;
  private final Exposures exposures;
  private final Suspects suspects;
  private final Failures failures;
  private final EnumCounts<Applied> applied = new EnumCounts<>(Applied.class);
  private volatile DetectionRules rules;

  /**
   * None yet.
   *
   * @param most exposures, suspected clients and failed clients that are remembered, of each
   * @param sinceMs when this node began; tracker time, milliseconds since 1970
   */
  public Interventions(int most, long sinceMs, TimeScale scale, DetectionRules rules) {
    this.sinceMs = sinceMs;
    this.scale = scale;
    this.exposures = new Exposures(most);
    this.suspects = new Suspects(most);
    this.failures = new Failures(most);
    this.rules = rules;
  }

  /** From now on, these rules are in force. */
  public void enforce(DetectionRules rules) {
    this.rules = rules;
  }

  /**
   * What a full good reply says besides; null: nothing. Counts it as said.
   *
   * @param found what the swarms answered
   */
  public @Nullable Notice notice(Announce announce, ClientId client, Found found, long nowMs) {
    if (!rules.interventions()) {
      return null;
    }
    if (suspects.warn(client, announce.peerId(), nowMs)) {
      applied.count(Applied.OWN_WARNING);
      var text = "Stats look wrong, " + suspects.place(client, rules.caseUrl());
      return new Notice.Warning(text, null, 0);
    }
    var told = exposures.of(announce.infoHash(), client, nowMs);
    if (told == null) {
      return null;
    }
    return told.exposure.kind() == InterventionKind.FAIL_ONCE
        ? failOnce(told, new Reply(announce, client, found, nowMs))
        : warning(told);
  }

  private @Nullable Notice warning(Told told) {
    if (!told.take()) {
      return null;
    }
    applied.count(Applied.WARNING);
    return told.exposure.warning();
  }

  /** Where no failure is allowed, a warning says the same. */
  private @Nullable Notice failOnce(Told told, Reply reply) {
    if (reply.announce().event() != AnnounceEvent.NONE || !told.isLeft()) {
      return null;
    }
    if (told.exposure.fromMs() < sinceMs || told.isBegun() || !mayFail(reply)) {
      return warning(told);
    }
    told.end();
    applied.count(Applied.FAIL_ONCE);
    return new Notice.Failure(told.exposure.text(), realSeconds(FAILURE));
  }

  private boolean mayFail(Reply reply) {
    int sessions = reply.found().seeders() + reply.found().leechers();
    return failures.begin(reply.announce().infoHash(), reply.client(), sessions, reply.nowMs());
  }

  /** The refusal of a client, counted as said. */
  public Refused refusal(ClientId client) {
    applied.count(Applied.REFUSAL);
    return new Refused("Refused, " + suspects.place(client, rules.caseUrl()), realSeconds(REFUSAL));
  }

  private int realSeconds(Duration time) {
    return Math.toIntExact(Math.max(1, scale.real(time).toSeconds()));
  }

  /** A client in quarantine got a short list. */
  public void countQuarantine() {
    applied.count(Applied.QUARANTINE);
  }

  /** Forgets what is over. */
  public void expire(long nowMs) {
    exposures.expire(nowMs);
    failures.expire(nowMs);
  }

  public Exposures exposures() {
    return exposures;
  }

  public Suspects suspects() {
    return suspects;
  }

  /** Registers what is in memory and what was done. */
  public void register(MeterRegistry metrics) {
    applied.register(
        metrics,
        "equilibrium_interventions_applied_total",
        "kind",
        "Replies that differ because of a suspicion, by what was done");
    Gauge.builder("equilibrium_interventions", exposures, Exposures::size)
        .description(
            "Clients of swarms, in memory, that are to be told about a peer that they were given")
        .register(metrics);
    Gauge.builder("equilibrium_suspects_told", suspects, Suspects::size)
        .description("Suspected clients in memory that are warned or refused")
        .register(metrics);
  }
}
