package equilibrium.standalone.command;

import equilibrium.broker.ClusterNode;
import equilibrium.broker.EmbeddedKafka;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.embedded.DataFolder;
import equilibrium.standalone.embedded.DatabaseRole;
import equilibrium.standalone.embedded.EmbeddedDatabase;
import equilibrium.standalone.embedded.Migration;
import equilibrium.standalone.run.StopSignal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench serve kafka} and {@code bench serve postgres}: the broker and the database of {@code
 * up}, each in a process of its own, so that a bench can end one of them alone.
 */
@Command(
    name = "serve",
    hidden = true,
    description = "Serves Kafka or PostgreSQL alone, for a bench.")
final class BenchServers {
  private final Equilibrium equilibrium;

  BenchServers(Equilibrium equilibrium) {
    this.equilibrium = equilibrium;
  }

  @Command(name = "kafka", description = "Serves Kafka until it is stopped.")
  void kafka(
      @Option(names = "--node", defaultValue = "0", description = "Number of it, of several.")
          int node,
      @Option(names = "--nodes", description = "BROKER-PORT:CONTROLLER-PORT of each, in order.")
          @Nullable List<String> nodes) {
    if (nodes == null) {
      single();
    } else {
      oneOf(node, nodes.stream().map(BenchServers::ports).toList());
    }
  }

  private void oneOf(int node, List<ClusterNode.Ports> nodes) {
    var folder = equilibrium.configuration(Way.SINGLE).platform().data();
    try (var stop = new StopSignal();
        var data = DataFolder.hold(folder);
        var _ = ClusterNode.start(data.part("kafka"), node, nodes)) {
      stop.await(() -> true);
    }
  }

  private static ClusterNode.Ports ports(String text) {
    var parts = text.split(":", 2);
    return new ClusterNode.Ports(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
  }

  private void single() {
    var config = equilibrium.configuration(Way.SINGLE);
    try (var stop = new StopSignal();
        var data = DataFolder.hold(config.platform().data().resolve("broker"));
        var kafka = EmbeddedKafka.start(data.part("kafka"), config.embedded().kafkaPort())) {
      stop.await(() -> kafka.failure().isEmpty());
    }
  }

  @Command(name = "postgres", description = "Serves PostgreSQL until it is stopped.")
  void postgres() {
    var config = equilibrium.configuration(Way.SINGLE);
    try (var stop = new StopSignal();
        var data = DataFolder.hold(config.platform().data());
        var database = EmbeddedDatabase.start(data, config.embedded())) {
      Migration.run(database.as(DatabaseRole.SUPERUSER));
      database.admit();
      stop.await(() -> true);
    }
  }
}
