package equilibrium.testing;

import equilibrium.broker.EmbeddedKafka;
import equilibrium.platform.KafkaSettings;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.testcontainers.kafka.KafkaContainer;

/** A Kafka of one broker. Topics are made by those who want them: it makes none by itself. */
public final class KafkaServer implements Closeable {
  static final String IMAGE = "apache/kafka:4.3.1";

  /** Settings of the container; {@link EmbeddedKafka} has the same and more. */
  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("auto.create.topics.enable", "false"),
          Map.entry("group.initial.rebalance.delay.ms", "0"),
          Map.entry("group.min.session.timeout.ms", "1000"),
          Map.entry("log.message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE)),
          Map.entry("offsets.topic.num.partitions", "1"),
          Map.entry("offsets.topic.replication.factor", "1"),
          Map.entry("transaction.state.log.num.partitions", "1"),
          Map.entry("transaction.state.log.replication.factor", "1"),
          Map.entry("transaction.state.log.min.isr", "1"));

  private final String bootstrap;
  private final Closeable server;

  private KafkaServer(String bootstrap, Closeable server) {
    this.bootstrap = bootstrap;
    this.server = server;
  }

  static KafkaServer start(Backend backend) {
    return switch (backend) {
      case DOCKER -> container();
      case EMBEDDED -> {
        var folder = Folder.temporary();
        var broker = EmbeddedKafka.start(folder.path(), 0);
        yield new KafkaServer(
            "127.0.0.1:" + broker.port(),
            () -> {
              broker.close();
              folder.close();
            });
      }
    };
  }

  @SuppressWarnings("resource") // closed with this
  private static KafkaServer container() {
    var container = new KafkaContainer(IMAGE).withEnv(asEnvironment(SETTINGS));
    container.start();
    return new KafkaServer(container.getBootstrapServers(), container::close);
  }

  private static Map<String, String> asEnvironment(Map<String, String> settings) {
    var environment = new HashMap<String, String>();
    settings.forEach((key, value) ->
        environment.put("KAFKA_" + key.replace('.', '_').toUpperCase(Locale.ROOT), value));
    return environment;
  }

  public KafkaSettings settings(int partitions) {
    return new KafkaSettings(Map.of(KafkaSettings.BOOTSTRAP, bootstrap), partitions, 1);
  }

  /**
   * Deletes every topic, and returns when the broker has forgotten them. Consumer groups stay for a
   * while: let every test have its own.
   */
  public void empty() {
    try (var admin = Admin.create(settings(1).with(Map.of()))) {
      admin.deleteTopics(admin.listTopics().names().get()).all().get();
      Await.until("no topic is left", () -> admin.listTopics().names().get(), Set::isEmpty);
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException("topics cannot be deleted", e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
