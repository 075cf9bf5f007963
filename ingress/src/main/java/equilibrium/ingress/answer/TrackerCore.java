package equilibrium.ingress.answer;

import equilibrium.ingress.admission.Admission;
import equilibrium.ingress.admission.Directory;
import equilibrium.ingress.admission.Rules;
import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.announce.Outcome;
import equilibrium.ingress.announce.TrackerIds;
import equilibrium.ingress.intervention.Interventions;
import equilibrium.ingress.net.ClusterSecret;
import equilibrium.ingress.swarm.Found;
import equilibrium.ingress.swarm.SwarmReader;
import equilibrium.ingress.swarm.inspect.Page;
import equilibrium.platform.TrackerClock;
import equilibrium.schemas.AddressIds;
import equilibrium.schemas.event.InfoHash;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tracker without wires and without its log: state, admission, policy and event writer. Called
 * by any thread, each with its own memory; never waits for Kafka or PostgreSQL.
 */
public final class TrackerCore {
  private static final Duration LONGEST_SESSION = Duration.ofDays(90);

  private final TrackerState state;
  private final Admission admission;
  private final Interventions interventions;
  private final AnnouncePolicy policy;
  private final ProcessContext process;
  private final Announcer announcer;
  private final int mostClients;

  private TrackerCore(
      AnswerConfig config, ClusterSecret secret, AddressIds addressIds, ProcessContext process) {
    this.state = TrackerState.empty(config);
    this.admission = new Admission(config.rules(), Directory.empty(), process.clock(), addressIds);
    this.policy = new AnnouncePolicy(config, process.scale());
    this.interventions =
        new Interventions(
            config.interventions(),
            process.clock().nowMs(),
            process.scale(),
            config.rules().detection());
    this.process = process;
    this.mostClients = config.clients();
    this.announcer =
        new Announcer(this, new TrackerIds(secret, LONGEST_SESSION, config.peerLifetime()));
  }

  /** An empty tracker: the only place where its parts are put together. */
  public static TrackerCore create(
      AnswerConfig config, ClusterSecret secret, AddressIds addressIds, ProcessContext process) {
    return new TrackerCore(config, secret, addressIds, process);
  }

  /** Answers an announce; the peers and counts of the reply are in the memory afterwards. */
  public Outcome announce(Announce announce, ReplyForm form, WorkingMemory memory) {
    return announcer.announce(announce, form, memory);
  }

  /** Fills in the counts of one swarm. If there is none, only its downloads may be above 0. */
  public void scrape(InfoHash infoHash, Found found) {
    state.swarms().scrape(infoHash.bytes(), found);
  }

  /**
   * One page of the list of all swarms.
   *
   * @param after last info-hash of the page before; null: the first page
   * @param most info-hashes at most
   * @return the lowest info-hashes beyond it, in order; empty: the list has ended
   */
  public List<InfoHash> page(@Nullable InfoHash after, int most) {
    var page = new Page(after == null ? null : after.bytes(), most);
    page.fill(new SwarmReader(state.swarms()));
    return page.hashes().stream().map(InfoHash::new).toList();
  }

  /** From now on, these rules are in force. */
  public void enforce(Rules rules) {
    state.limit(rules.caps());
    state.clients().intervene(rules.detection().interventions());
    interventions.enforce(rules.detection());
    admission.enforce(rules);
  }

  /** Registers the gauges and counters of the core. */
  public void register(MeterRegistry metrics) {
    Gauge.builder("equilibrium_swarms", state.swarms(), swarms -> swarms.size())
        .description("Swarms in memory")
        .register(metrics);
    Gauge.builder("equilibrium_peers", state.swarms(), swarms -> swarms.peers())
        .description("Peers in memory, over all swarms")
        .register(metrics);
    Gauge.builder("equilibrium_torrents_downloads", state.swarms(), s -> s.downloadsKept())
        .description("Torrents whose number of downloads is in memory")
        .register(metrics);
    Gauge.builder("equilibrium_clients", state.clients(), clients -> clients.size())
        .description("Clients whose standing is in memory")
        .register(metrics);
    Gauge.builder("equilibrium_swarms_limit", () -> admission.rules().caps().swarms())
        .description("Most swarms in memory, by limits.swarms")
        .register(metrics);
    Gauge.builder("equilibrium_peers_limit", () -> admission.rules().caps().peers())
        .description("Most peers in memory, by limits.peers")
        .register(metrics);
    Gauge.builder("equilibrium_clients_limit", () -> mostClients)
        .description("Most clients in memory, by limits.clients")
        .register(metrics);
    admission.register(metrics);
    interventions.register(metrics);
    TrackerClock.register(metrics);
  }

  public TrackerState state() {
    return state;
  }

  public Admission admission() {
    return admission;
  }

  public Interventions interventions() {
    return interventions;
  }

  public AnnouncePolicy policy() {
    return policy;
  }

  public ProcessContext process() {
    return process;
  }
}
