package equilibrium.broker;

import equilibrium.platform.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server$;
import kafka.server.SharedServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.controller.ControllerRequestContext;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of Kafka's controller and broker, as {@link KafkaRaftServer} makes them, but started one
 * after the other, so that the controller forgets the broker of an earlier process in between. It
 * would refuse a new one until the session of a killed one has expired.
 */
final class BrokerRun {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerRun.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long POLL_MS = 10;

  /** A broker that stops in order hands over to nobody, so this takes milliseconds. */
  private static final Duration HAND_OVER = Duration.ofSeconds(3);

  private final ControllerServer controller;
  private final BrokerServer broker;

  private BrokerRun(ControllerServer controller, BrokerServer broker) {
    this.controller = controller;
    this.broker = broker;
  }

  /** Reads the folder; nothing runs yet. Call on a thread of the group. */
  static BrokerRun of(KafkaConfig config, BrokerThreads group) {
    Rates.stop();
    var found = KafkaRaftServer.initializeLogDirs(config, LOG, "");
    var identity = found._1();
    var metrics =
        Server$.MODULE$.initializeMetrics(config, Time.SYSTEM, identity.clusterId().orElseThrow());
    var quorum = config.quorumConfig();
    var shared =
        new SharedServer(
            config,
            identity,
            Time.SYSTEM,
            metrics,
            CompletableFuture.completedFuture(QuorumConfig.parseVoterConnections(quorum.voters())),
            QuorumConfig.parseBootstrapServers(quorum.bootstrapServers()),
            group::faultHandler,
            ServerSocketFactory.INSTANCE);
    var broker = new BrokerServer(shared);
    var controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), found._2());
    return new BrokerRun(controller, broker);
  }

  /** Call on a thread of the group, whose threads Kafka's own then belong to. */
  void start(Path folder) {
    controller.startup();
    forgetFormerBroker();
    MetadataLog.demandKnown(folder, topics());
    broker.startup();
  }

  private void forgetFormerBroker() {
    try {
      var _ = ask(() -> controller.controller().unregisterBroker(context(), BrokerSettings.NODE));
    } catch (BrokerIdNotRegisteredException _) {
      // The first start, or the former process ended before its broker had registered.
    }
  }

  private Map<String, Uuid> topics() {
    return ask(() -> controller.controller().findAllTopicIds(context()));
  }

  private static ControllerRequestContext context() {
    return new ControllerRequestContext(
        new RequestHeaderData(), KafkaPrincipal.ANONYMOUS, OptionalLong.empty());
  }

  /** A question to the controller. */
  @FunctionalInterface
  private interface Question<T> {
    CompletableFuture<T> asked();
  }

  /** Waits until the controller has elected itself, and answers. */
  private static <T> T ask(Question<T> question) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return question.asked().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof NotControllerException)) {
          throw e.getCause() instanceof RuntimeException cause
              ? cause
              : new IllegalStateException(e);
        }
        if (System.nanoTime() - deadline > 0) {
          throw new Fault("Kafka's controller has not started", e);
        }
      } catch (TimeoutException e) {
        throw new Fault("Kafka's controller does not answer", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Fault("the start of Kafka was interrupted", e);
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Fault("the start of Kafka was interrupted", e);
    }
  }

  void stop() {
    try {
      broker.shutdown(HAND_OVER);
    } finally {
      controller.shutdown();
    }
  }
}
