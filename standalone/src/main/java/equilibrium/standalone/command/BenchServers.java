package equilibrium.standalone.command;

import equilibrium.broker.EmbeddedKafka;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.embedded.DataFolder;
import equilibrium.standalone.embedded.DatabaseRole;
import equilibrium.standalone.embedded.EmbeddedDatabase;
import equilibrium.standalone.embedded.Migration;
import equilibrium.standalone.run.StopSignal;
import picocli.CommandLine.Command;

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
  void kafka() {
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
