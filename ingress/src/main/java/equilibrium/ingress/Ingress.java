package equilibrium.ingress;

import equilibrium.ingress.admission.Admission;
import equilibrium.ingress.admission.Directory;
import equilibrium.ingress.admission.Rules;
import equilibrium.ingress.announce.RequestCounts;
import equilibrium.ingress.announce.TrackerIds;
import equilibrium.ingress.answer.AnnouncePolicy;
import equilibrium.ingress.answer.Announcer;
import equilibrium.ingress.answer.EventWriter;
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
import equilibrium.ingress.log.Expiry;
import equilibrium.ingress.log.Membership;
import equilibrium.ingress.log.Publisher;
import equilibrium.ingress.log.RemoteSessions;
import equilibrium.ingress.net.AnnounceUrls;
import equilibrium.ingress.net.ClusterSecret;
import equilibrium.ingress.udp.MulticastListener;
import equilibrium.ingress.udp.UdpTracker;
import equilibrium.platform.Platform;
import equilibrium.platform.Program;
import equilibrium.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ingress: hears clients, answers from memory, publishes each announce. Starts with whatever of
 * Kafka and PostgreSQL is there, and serves on when they go.
 */
public final class Ingress implements Program {
  private static final Logger LOG = LoggerFactory.getLogger(Ingress.class);
  private static final Duration LONGEST_SESSION = Duration.ofDays(90);
  private static final Duration FIRST_READING = Duration.ofSeconds(10);

  /** What {@code /status} tells. */
  record Status(
      int swarms, int clients, boolean caughtUp, boolean following, Map<Integer, Long> view) {}

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private String host = "";
  private int port;
  private Consumer<Rules> reload = _ -> {};
  private int httpsPort;

  private Ingress() {}

  /** Starts the ingress; throws a {@link equilibrium.platform.Fault} if a port is taken. */
  public static Ingress start(IngressConfig config, Platform platform, Path data) {
    var ingress = new Ingress();
    try {
      ingress.open(config, platform, data);
      return ingress;
    } catch (RuntimeException e) { // what is open already must not outlive the fault
      ingress.close();
      throw e;
    }
  }

  private void open(IngressConfig config, Platform platform, Path data) {
    host = config.host();
    var memory = TrackerState.empty(config);
    var operator = Directory.silent();
    var clock = platform.clock();
    var place = new AnnounceTail.Place(platform.kafka(), platform.node(), clock, platform.scale());
    long oldest = clock.nowMs() - config.peerLifetime().toMillis();

    var offsets = new Hydration(platform.postgres(), memory, clock, platform.scale()).read(oldest);
    var follower = opened(new Follower(platform.postgres(), followed(memory, operator)));
    var tail =
        opened(
            new AnnounceTail(
                place,
                new RemoteSessions(memory),
                config.peerLifetime(),
                offsets,
                platform.metrics()));
    var publisher = opened(publisher(config, platform));
    await(follower, publisher);
    var secret = ClusterSecret.in(data.resolve(config.secretFile()));
    opened(new Expiry(memory, place, config.peerLifetime()));
    var admission = new Admission(config, operator, clock);
    reload =
        rules -> {
          memory.limit(rules.caps());
          admission.enforce(rules);
        };
    var announcer =
        new Announcer(
            config,
            admission,
            memory,
            new Announcer.Signing(
                new EventWriter(platform.node()),
                new TrackerIds(secret, LONGEST_SESSION, config.peerLifetime())),
            clock,
            platform.scale());
    var services =
        new UdpTracker.Services(announcer, publisher, new RequestCounts(platform.metrics()));
    var http = opened(new HttpTracker(config, announcer, publisher, services.counts()));
    port = http.port();
    httpsPort = http.httpsPort();
    var udp = opened(new UdpTracker(config, services, port, secret));
    var limits = admission.limits();
    opened(new Refresh(List.of(secret::refresh, http::refresh, () -> limits.clear(clock.nowMs()))));
    var chores = opened(new Membership(place, announceUrls(), tail::positions));
    if (config.udp().multicast() != null) {
      opened(new MulticastListener(config.udp().multicast(), udp, chores::isOwner));
    }

    platform.health().ready("ingress", tail::isCaughtUp);
    platform.health().status("ingress", () -> status(memory, tail, follower));
    var terms = new AnnouncePolicy(config, platform.scale());
    platform.health().question("choice", new Choices(terms, admission, memory, clock));
    platform.metrics().gauge("equilibrium_swarms", memory.swarms(), swarms -> swarms.size());
    admission.measure(platform.metrics());
    platform.metrics().gauge("equilibrium_peers", memory.swarms(), swarms -> swarms.peers());
    platform.metrics().gauge("equilibrium_clients", memory.clients(), clients -> clients.size());
  }

  private static List<FollowedTable<?>> followed(TrackerState memory, Directory operator) {
    return List.of(
        new FollowedTable<>(
            "client_standings", Topics.CLIENT_STANDINGS.name(), new StandingRows(memory.clients())),
        new FollowedTable<>(
            "registrations", Topics.REGISTRATIONS.name(), new TorrentRows(operator.torrents())),
        new FollowedTable<>("announce_keys", Topics.ANNOUNCE_KEYS.name(), new KeyRows(operator)));
  }

  private static Publisher publisher(IngressConfig config, Platform platform) {
    var producer =
        new KafkaProducer<>(
            platform.kafka().with(Publisher.producerSettings()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    return new Publisher(producer, config.limits().queue(), config.ackWait(), platform.metrics());
  }

  /** Neither has to be there: each is given some seconds, so that the first reply is a full one. */
  private static void await(Follower follower, Publisher publisher) {
    try {
      publisher.awaitLog();
      if (!follower.awaitFirstReading(FIRST_READING)) {
        LOG.atWarn().log("serving without standings until PostgreSQL is there");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static Status status(TrackerState memory, AnnounceTail tail, Follower follower) {
    return new Status(
        memory.swarms().size(),
        memory.clients().size(),
        tail.isCaughtUp(),
        follower.isConnected(),
        tail.positions());
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  /** Puts the rules of other settings in force. Everything else in them counts at a start only. */
  public void reload(IngressConfig config) {
    reload.accept(config.rules());
  }

  /** The URLs that clients on this machine may announce to. */
  public List<String> announceUrls() {
    return AnnounceUrls.of(host, port, httpsPort);
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      close(parts.pop());
    }
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) { // the others must be closed all the same
      LOG.atWarn().addKeyValue("cause", e).log("a part did not close");
    }
  }
}
