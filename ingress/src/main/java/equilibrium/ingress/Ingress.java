package equilibrium.ingress;

import equilibrium.ingress.admission.Directory;
import equilibrium.ingress.announce.RequestCounts;
import equilibrium.ingress.answer.ProcessContext;
import equilibrium.ingress.answer.TrackerCore;
import equilibrium.ingress.answer.TrackerService;
import equilibrium.ingress.answer.TrackerState;
import equilibrium.ingress.explain.Choices;
import equilibrium.ingress.follow.FollowedTable;
import equilibrium.ingress.follow.Follower;
import equilibrium.ingress.follow.Hydration;
import equilibrium.ingress.follow.KeyRows;
import equilibrium.ingress.follow.StandingRows;
import equilibrium.ingress.follow.TorrentRows;
import equilibrium.ingress.http.HttpTracker;
import equilibrium.ingress.log.AnnounceTail;
import equilibrium.ingress.log.DiskLimitedLog;
import equilibrium.ingress.log.Expiry;
import equilibrium.ingress.log.Membership;
import equilibrium.ingress.log.Publisher;
import equilibrium.ingress.net.ClusterSecret;
import equilibrium.ingress.udp.MulticastListener;
import equilibrium.ingress.udp.UdpTracker;
import equilibrium.platform.Parts;
import equilibrium.platform.Platform;
import equilibrium.platform.Program;
import equilibrium.platform.secret.IdentitySecret;
import equilibrium.schemas.Tables;
import equilibrium.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ingress program: answers clients from memory and publishes each accepted announce. Starts
 * whether or not Kafka and PostgreSQL can be reached, and goes on without them.
 */
public final class Ingress implements Program {
  private static final Logger LOG = LoggerFactory.getLogger(Ingress.class);
  private static final Duration FIRST_READING = Duration.ofSeconds(10);

  /** The ingress in {@code /status}. */
  record Status(
      int swarms, int clients, boolean caughtUp, boolean following, Map<Integer, Long> view) {}

  private final Parts parts = new Parts();
  private final IngressConfig config;
  private final Platform platform;
  private final ClusterSecret secret;
  private final TrackerCore core;
  private final List<String> announceUrls = new ArrayList<>();

  private Ingress(IngressConfig config, Platform platform, Path data) {
    this.config = config;
    this.platform = platform;
    this.secret = ClusterSecret.in(data.resolve(config.secretFile()));
    var addressIds = IdentitySecret.read(data.resolve(config.identitySecretFile()));
    this.core =
        TrackerCore.create(config.answer(), secret, addressIds, ProcessContext.of(platform));
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
    var tail = readSessions();
    var follower = parts.add(new Follower(platform.postgres(), tables(core)));
    var publisher = parts.add(publisher());
    await(follower, publisher);
    parts.add(new Expiry(core));
    listen(publisher, tail);
    core.register(platform.metrics());
    platform.health().ready("ingress", tail::isCaughtUp);
    platform.health().status("ingress", () -> status(core.state(), tail, follower));
    platform.health().question("choice", new Choices(core));
  }

  /** Fills the swarms from PostgreSQL, and from there on from Kafka. */
  private AnnounceTail readSessions() {
    var process = core.process();
    long oldest = process.clock().nowMs() - config.answer().peerLifetime().toMillis();
    var hydration = new Hydration(platform.postgres(), core.state(), process);
    return parts.add(
        new AnnounceTail(platform.kafka(), core, hydration.read(oldest), platform.metrics()));
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
            Tables.ANNOUNCE_KEYS, Topics.ANNOUNCE_KEYS.name(), new KeyRows(directory)));
  }

  private Publisher publisher() {
    var producer =
        new KafkaProducer<>(
            platform.kafka().with(Publisher.producerSettings()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    return new Publisher(producer, config.log(), platform.metrics());
  }

  /** Waits some seconds for Kafka and PostgreSQL, so that the first replies are complete. */
  private static void await(Follower follower, Publisher publisher) {
    try {
      publisher.awaitLog();
      if (!follower.awaitFirstReading(FIRST_READING)) {
        LOG.atWarn().log("PostgreSQL cannot be read yet: starting without standings and keys");
      }
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
            new Membership(platform.kafka(), core.process(), announceUrls(), tail::positions));
    var multicast = config.udp().multicast();
    if (multicast != null) {
      parts.add(new MulticastListener(multicast, udp, membership::isOwner));
    }
  }

  private static Status status(TrackerState state, AnnounceTail tail, Follower follower) {
    return new Status(
        state.swarms().size(),
        state.clients().size(),
        tail.isCaughtUp(),
        follower.isConnected(),
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

  @Override
  public void close() {
    parts.close();
  }
}
