package equilibrium.standalone.command;

import equilibrium.analyst.archive.FoldableArchive;
import equilibrium.analyst.command.FoldOptions;
import equilibrium.platform.Fault;
import equilibrium.projector.Rebuild;
import equilibrium.standalone.archive.ArchivedRecords;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.embedded.DatabaseRole;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rebuild}: folds topics once more, while everything runs. */
@Command(
    name = "rebuild",
    description = {
      "Makes tables of PostgreSQL anew from the log, while the tracker runs.",
      "Readers see the old rows until one transaction writes those that differ."
    })
final class RebuildCommand implements Callable<Integer> {
  private static final String TEMPORARY = "rebuild-temporary";

  private final Equilibrium equilibrium;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "Only the tables of this topic; may be repeated.")
  private Set<String> topics = new TreeSet<>();

  @Mixin private FoldOptions files = new FoldOptions();

  RebuildCommand(Equilibrium equilibrium) {
    this.equilibrium = equilibrium;
  }

  @Override
  public Integer call() {
    var config = equilibrium.configuration(Way.SINGLE, DatabaseRole.PROJECTOR);
    var rebuild = new Rebuild(DoctorCommand.platform(config), config.projector().handOuts());
    try (var archive = files.open(config.platform().data().resolve(TEMPORARY))) {
      for (var topic : topics.isEmpty() ? rebuild.topics() : topics) {
        anew(rebuild, topic, archive);
      }
    }
    return 0;
  }

  private static void anew(Rebuild rebuild, String topic, @Nullable FoldableArchive archive) {
    try {
      var files =
          archive == null ? null : archive.files(topic).map(ArchivedRecords::new).orElse(null);
      if (archive != null && files == null) {
        System.out.println(topic + ": from the log alone");
      }
      rebuild.anew(topic, files, System.out::println);
    } catch (SQLException | KafkaException e) {
      throw new Fault(
          "the tables of %s are not rebuilt, and the old rows stay: %s"
              .formatted(topic, e.getMessage()),
          e);
    }
  }
}
