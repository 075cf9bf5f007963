package equilibrium.streams;

import equilibrium.platform.Fault;
import equilibrium.platform.Platform;
import equilibrium.platform.Program;
import equilibrium.platform.member.MemberHeartbeat;
import equilibrium.streams.store.StateStores;
import equilibrium.streams.transaction.HangingTransactions;
import equilibrium.streams.unreadable.DeadLetters;
import equilibrium.streams.unreadable.GlobalLetters;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A topology that runs until closed. A failure that passes replaces the stream thread; a bug ends
 * the topology, and the program is then not live.
 *
 * <pre>
 *            passing failure: wait, replace the thread
 *           +------------------------------------------+
 *           v                                          |
 * start -> restore stores -> process ------------------+--> failed: not live, only a restart helps
 *                               +-- a minute without progress,             --^
 *                                   lost epochs, or stores beyond their limit
 * </pre>
 */
public final class StreamsProgram implements Program {
  private static final Logger LOG = LoggerFactory.getLogger(StreamsProgram.class);
  private static final Duration CLOSE = Duration.ofSeconds(9);

  private static final Duration STANDSTILL = Duration.ofMinutes(1);

  private final String name;
  private final KafkaStreams streams;
  private final Lag lag;
  private final ProgramStart.Found found;
  private final StateStores stores;
  private final Failures failures;
  private final RestoreProgress restore;
  private final ProgramMetrics metrics;
  private final MemberHeartbeat heartbeat;
  private final ProgressWatch progress;
  private final HangingTransactions transactions;
  private final GlobalLetters globalLetters;
  private final DeadLetters deadLetters;
  private volatile boolean closing;

  private StreamsProgram(ProgramStart start, ProgramStart.Found found) {
    var platform = start.platform();
    var settings = start.settings();
    this.name = start.name();
    this.found = found;
    this.stores = start.fold().stores();
    this.restore = new RestoreProgress(name);
    this.globalLetters = GlobalLetters.start(platform.kafka(), settings.applicationId());
    this.deadLetters = new DeadLetters(name, platform.metrics(), globalLetters);
    var all = settings.over(platform.kafka());
    all.put(DeadLetters.SETTING, deadLetters);
    settings.memberOf(platform.node().id()).forEach(all::putIfAbsent);
    try {
      this.streams = new KafkaStreams(start.fold().topology(), all);
    } catch (RuntimeException e) {
      globalLetters.close();
      throw e;
    }
    this.lag = new Lag(streams::metrics, System::nanoTime);
    this.failures = new Failures(name, found.state(), platform.metrics());
    this.metrics = new ProgramMetrics(name, streams, platform.metrics());
    this.heartbeat = MemberHeartbeat.start(platform, start.member());
    var subject =
        new ProgressWatch.Subject(
            name,
            settings.applicationId(),
            settings.state(),
            found.topics().read(),
            streams,
            restore,
            failures);
    this.progress = ProgressWatch.start(subject, platform.kafka(), STANDSTILL);
    this.transactions =
        HangingTransactions.start(
            name,
            settings.applicationId(),
            settings.state(),
            found.topics().written(),
            platform.kafka());
  }

  /**
   * Starts the topology, and returns when its global stores are read. Torn state is thrown away
   * first. A {@link Fault} if topics are missing, Kafka does not answer, another process folds by
   * other rules, or Kafka Streams refuses the settings.
   */
  public static StreamsProgram start(Fold fold, StreamsSettings settings, Platform platform) {
    return new ProgramStart(fold, settings, platform).run();
  }

  /** As {@link #start}, when everything that it needs is there; a KafkaException if it fails. */
  static StreamsProgram begin(ProgramStart start, ProgramStart.Found found) {
    var program = new StreamsProgram(start, found);
    program.report(start.settings(), start.platform());
    program.start();
    return program;
  }

  private void report(StreamsSettings settings, Platform platform) {
    streams.setUncaughtExceptionHandler(failures);
    streams.setGlobalStateRestoreListener(restore);
    streams.setStateListener((now, before) ->
        LOG.atInfo()
            .addKeyValue("program", name)
            .addKeyValue("state", now)
            .addKeyValue("before", before)
            .log("state of Kafka Streams changed"));
    platform.health().live(name, this::isLive);
    platform.health().status(name, this::status);
    lagOf(found.topics().read(), "");
    lagOf(found.topics().internal(), settings.applicationId() + "-");
    metrics.restoring(restore::remaining);
    metrics.storesInMemory(stores::usedBytes);
    long missed = found.positions().missed().values().stream().mapToLong(Long::longValue).sum();
    metrics.missed(() -> missed);
    metrics.standsStill(() -> standstill().isEmpty() ? 0 : 1);
  }

  private void lagOf(Collection<String> topics, String prefix) {
    topics.forEach(topic -> metrics.lag(prefix + topic, () -> lag.ofTopic(prefix + topic)));
  }

  private void start() {
    try {
      streams.start();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private boolean isLive() {
    return switch (streams.state()) {
      case CREATED, REBALANCING, RUNNING -> standstill().isEmpty();
      case PENDING_SHUTDOWN, NOT_RUNNING -> closing;
      case PENDING_ERROR, ERROR -> false;
    };
  }

  private Map<String, Object> status() {
    return Map.ofEntries(
        Map.entry("state", streams.state().name()),
        Map.entry("lag", lag.byPartition()),
        Map.entry("restoring", restore.running()),
        Map.entry("stores", stores.status()),
        Map.entry("stateThrownAway", found.state().thrownAway()),
        Map.entry("missed", found.positions().missed()),
        Map.entry("lostChangelogs", found.positions().lostChangelogs()),
        Map.entry("expired", found.positions().expired()),
        Map.entry("replacedThreads", failures.replaced()),
        Map.entry("waitingThreads", failures.waiting()),
        Map.entry("deadLetters", deadLetters.counts()),
        Map.entry("trouble", trouble()));
  }

  private String trouble() {
    var standstill = standstill();
    return standstill.isEmpty() ? failures.trouble() : standstill;
  }

  /** Why only another start helps; empty: it goes on. */
  private String standstill() {
    return Stream.of(stores.problem(), transactions.problem(), progress.problem())
        .filter(problem -> !problem.isEmpty())
        .findFirst()
        .orElse("");
  }

  /** Leaves the group: its partitions would otherwise wait for the session timeout. */
  @Override
  public void close() {
    closing = true;
    failures.close();
    transactions.close();
    progress.close();
    metrics.close();
    heartbeat.close();
    streams.close(
        CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP)
            .withTimeout(CLOSE));
    globalLetters.close();
  }
}
