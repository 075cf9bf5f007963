package equilibrium.ingress;

import equilibrium.ingress.admission.Directory;
import equilibrium.ingress.announce.RequestCounts;
import equilibrium.ingress.answer.ProcessContext;
import equilibrium.ingress.answer.TrackerCore;
import equilibrium.ingress.answer.TrackerService;
import equilibrium.ingress.explain.Choices;
import equilibrium.ingress.follow.DownloadRows;
import equilibrium.ingress.follow.ExposureRows;
import equilibrium.ingress.follow.FollowedTable;
import equilibrium.ingress.follow.Follower;
import equilibrium.ingress.follow.Hydration;
import equilibrium.ingress.follow.KeyRows;
import equilibrium.ingress.follow.StandingRows;
import equilibrium.ingress.follow.SuspicionRows;
import equilibrium.ingress.follow.TorrentRows;
import equilibrium.ingress.http.HttpTracker;
import equilibrium.ingress.log.AnnounceTail;
import equilibrium.ingress.log.ClockCheck;
import equilibrium.ingress.log.DiskLimitedLog;
import equilibrium.ingress.log.Expiry;
import equilibrium.ingress.log.Membership;
import equilibrium.ingress.log.Publisher;
import equilibrium.ingress.log.SilenceClock;
import equilibrium.ingress.net.ClusterSecret;
import equilibrium.ingress.snapshot.SnapshotFile;
import equilibrium.ingress.snapshot.SnapshotTask;
import equilibrium.ingress.swarm.Swarms;
import equilibrium.ingress.udp.MulticastListener;
import equilibrium.ingress.udp.UdpTracker;
import equilibrium.platform.Parts;
import equilibrium.platform.Platform;
import equilibrium.platform.Program;
import equilibrium.platform.drill.NodeDrills;
import equilibrium.platform.drill.Outage;
import equilibrium.platform.member.MemberRecord;
import equilibrium.platform.member.ProgramFigures;
import equilibrium.platform.member.VitalsReport;
import equilibrium.platform.secret.IdentitySecret;
import equilibrium.schemas.Tables;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.DrillKind;
import io.prometheus.metrics.model.registry.Collector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ingress program: answers clients from memory and publishes each accepted announce. Starts
 * whether or not Kafka and PostgreSQL can be reached, and goes on without them.
 */
public final class Ingress implements Program {
  private static final Logger LOG = LoggerFactory.getLogger(Ingress.class);

  /** The ingress in {@code /status}. */
  record Status(
      int swarms,
      int clients,
      Readiness.View peers,
      boolean caughtUp,
      boolean following,
      @Nullable Long clockOffsetMs,
      Map<Integer, Long> view) {}

  private final Parts parts = new Parts();
  private final IngressConfig config;
  private final Platform platform;
  private final Path data;
  private final ClusterSecret secret;
  private final TrackerCore core;
  private final ClockCheck clockCheck;
  private final SilenceClock silence;
  private final List<String> announceUrls = new ArrayList<>();
  private @Nullable Readiness readiness;

  private Ingress(IngressConfig config, Platform platform, Path data) {
    this.config = config;
    this.platform = platform;
    this.data = data;
    this.secret = ClusterSecret.in(data.resolve(config.secretFile()));
    var addressIds = IdentitySecret.read(data.resolve(config.identitySecretFile()));
    this.core =
        TrackerCore.create(config.answer(), secret, addressIds, ProcessContext.of(platform));
    this.clockCheck = new ClockCheck(platform.metrics());
    this.silence = new SilenceClock(core.process(), clockCheck, config.answer().peerLifetime());
  }

  /** Starts the ingress; throws a {@link equilibrium.platform.Fault} if a port is taken. */
  public static Ingress start(IngressConfig config, Platform platform, Path data) {
    var ingress = new Ingress(config, platform, data);
    try {
      ingress.open();
      return ingress;
    } catch (RuntimeException e) { // close the parts that are open already
      ingress.close();
      throw e;
    }
  }

  private void open() {
    var snapshot =
        new SnapshotFile(data.resolve("snapshot"), core.state(), core.admission().directory());
    var tail = readSessions(snapshot);
    var readiness = new Readiness(tail, clockCheck, config.start());
    this.readiness = readiness;
    platform.health().ready("ingress", readiness::isReady);
    keepSnapshots(snapshot, tail, readiness);
    var follower =
        parts.add(
            new Follower(
                platform.postgres(),
                "standings, suspicions, torrents and keys",
                tables(core),
                outage(DrillKind.NO_POSTGRES)));
    parts.add(
        new Follower(
            platform.postgres(),
            "numbers of downloads",
            downloads(core),
            outage(DrillKind.NO_POSTGRES)));
    var publisher = parts.add(publisher());
    expose(publisher.replyHistogram());
    await(readiness, publisher, follower);
    parts.add(new Expiry(core, silence));
    listen(publisher, tail);
    readiness.listening();
    core.register(platform.metrics());
    platform.health().status("ingress", () -> status(readiness, tail, follower));
    platform.health().question("choice", new Choices(core));
  }

  /** Fills the swarms from the snapshot and PostgreSQL, and from there on from Kafka. */
  private AnnounceTail readSessions(SnapshotFile snapshot) {
    var process = core.process();
    Membership.compareClocks(platform.kafka(), process, clockCheck);
    var hydration = new Hydration(platform.postgres(), core.state(), process, platform.metrics());
    var stored = new StoredPeers(hydration, process, silence, config.answer().peerLifetime());
    stored.read(snapshot);
    return parts.add(new AnnounceTail(platform.kafka(), core, stored, silence, platform.metrics()));
  }

  /**
   * Nothing is written while peers are still being read, because the former snapshot has more, nor
   * while the disk has no room: a new snapshot needs room beside the former one.
   */
  private void keepSnapshots(SnapshotFile snapshot, AnnounceTail tail, Readiness readiness) {
    var interval = config.start().snapshotInterval();
    if (!interval.isZero()) {
      parts.add(
          new SnapshotTask(
              snapshot,
              core.process().clock(),
              interval,
              () -> {
                boolean reading = readiness.view() == Readiness.View.READING;
                return reading || !platform.disk().hasRoom() ? null : tail.positions();
              },
              platform.metrics()));
    }
  }

  private static List<FollowedTable<?>> tables(TrackerCore core) {
    Directory directory = core.admission().directory();
    var standings = new StandingRows(core.state().clients());
    return List.of(
        new FollowedTable<>(Tables.CLIENT_STANDINGS, Topics.CLIENT_STANDINGS.name(), standings),
        new FollowedTable<>(
            Tables.REGISTRATIONS,
            Topics.REGISTRATIONS.name(),
            new TorrentRows(directory.torrents())),
        new FollowedTable<>(
            Tables.ANNOUNCE_KEYS, Topics.ANNOUNCE_KEYS.name(), new KeyRows(directory)),
        new FollowedTable<>(
            Tables.SUSPICIONS,
            Topics.SUSPICIONS.name(),
            new SuspicionRows(core.state().clients(), core.interventions().suspects())),
        new FollowedTable<>(
            Tables.INTERVENTIONS,
            Topics.INTERVENTIONS.name(),
            new ExposureRows(core.interventions().exposures())));
  }

  /** Followed apart, because a tracker has more torrents that have been than it has keys. */
  private static List<FollowedTable<?>> downloads(TrackerCore core) {
    var rows = new DownloadRows(core.state().swarms());
    return List.of(new FollowedTable<>(Tables.SWARM_BALANCES, Topics.SWARM_BALANCES.name(), rows));
  }

  private Publisher publisher() {
    var publisher =
        Publisher.start(platform, config.log(), data.resolve("spool"), outage(DrillKind.NO_KAFKA));
    platform.health().status("publisher", publisher::status);
    return publisher;
  }

  /** Until the ingress closes, so that another one may start in its process. */
  private void expose(Collector figures) {
    var registry = platform.metrics().getPrometheusRegistry();
    registry.register(figures);
    parts.add(() -> registry.unregister(figures));
  }

  private Outage outage(DrillKind kind) {
    return core.process().outages().of(kind);
  }

  private static void await(Readiness readiness, Publisher publisher, Follower follower) {
    try {
      readiness.await(publisher, follower);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void listen(Publisher publisher, AnnounceTail tail) {
    var log = new DiskLimitedLog(publisher, platform.disk(), platform.metrics());
    var tracker = new TrackerService(core, log, new RequestCounts(platform.metrics()));
    var http = parts.add(new HttpTracker(config.listen(), config.http(), tracker));
    var listen = config.listen().at(http.port());
    var udp = parts.add(new UdpTracker(listen, config.udp(), tracker, secret));
    announceUrls.addAll(listen.announceUrls(http.httpsPort()));
    var limits = core.admission().limits();
    parts.add(new EverySecond(List.of(secret::refresh, http::refresh, limits::clear)));
    var membership =
        parts.add(
            new Membership(
                platform.kafka(),
                core.process(),
                announceUrls(),
                clockCheck,
                new Membership.Figures(tail::positions, vitals(publisher, tail))));
    var multicast = config.udp().multicast();
    if (multicast != null) {
      parts.add(new MulticastListener(multicast, udp, membership::isOwner));
    }
    obeyDrills(membership);
  }

  private VitalsReport vitals(Publisher publisher, AnnounceTail tail) {
    var swarms = core.state().swarms();
    return new VitalsReport(
        platform.metrics(),
        platform.scale(),
        new MemberRecord(platform.node(), "ingress", List.of()),
        () ->
            new ProgramFigures(
                tail.lag(),
                counted(swarms.seeders()),
                counted(swarms.leechers()),
                publisher.replyTimes()));
  }

  private static @Nullable Long counted(long peers) {
    return peers == Swarms.NOT_COUNTED ? null : peers;
  }

  private void obeyDrills(Membership membership) {
    var process = core.process();
    var self = new NodeDrills.Program(process.node().id(), "ingress", process.node().boot());
    if (!process.outages().kinds().isEmpty()) {
      parts.add(
          NodeDrills.start(platform.kafka(), self, process.outages(), membership::reportAhead));
    }
  }

  private Status status(Readiness readiness, AnnounceTail tail, Follower follower) {
    var state = core.state();
    return new Status(
        state.swarms().size(),
        state.clients().size(),
        readiness.view(),
        tail.isCaughtUp(),
        follower.isConnected(),
        clockCheck.offsetMs(),
        tail.positions());
  }

  /** Puts the rules of other settings in force. All other settings need a restart. */
  public void reload(IngressConfig other) {
    core.enforce(other.answer().rules());
  }

  /** The URLs that clients on this machine may announce to. */
  public List<String> announceUrls() {
    return List.copyOf(announceUrls);
  }

  /** What a reply without a warning promises; one phrase. */
  public String guarantee() {
    return config.guarantee();
  }

  /** Sends clients elsewhere first, and closes the ports when they had time to go. */
  @Override
  public void close() {
    if (readiness != null && readiness.draining()) {
      drain(config.start().drain());
    }
    parts.close();
  }

  private static void drain(Duration time) {
    if (time.isZero()) {
      return;
    }
    LOG.atInfo().addKeyValue("seconds", time.toSeconds()).log("not ready: the ports close soon");
    try {
      Thread.sleep(time);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
