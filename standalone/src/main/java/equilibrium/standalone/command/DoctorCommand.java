package equilibrium.standalone.command;

import equilibrium.platform.Health;
import equilibrium.platform.Node;
import equilibrium.platform.Platform;
import equilibrium.projector.Rebuild;
import equilibrium.standalone.config.Configuration;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.doctor.Doctor;
import equilibrium.standalone.doctor.Finding.Grade;
import equilibrium.standalone.embedded.DatabaseRole;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code doctor}: checks servers, clocks, limits and rows. */
@Command(
    name = "doctor",
    description = {
      "Checks Kafka, PostgreSQL, clocks, limits and disk, and compares the tables with the log.",
      "One line for each finding: ok, warning or fault. Ends with 1 if there is a fault."
    })
final class DoctorCommand implements Callable<Integer> {
  private final Equilibrium equilibrium;

  @Option(
      names = "--skip-digests",
      description = "Does not compare the tables with the log, for which all of it is read.")
  private boolean skipDigests;

  DoctorCommand(Equilibrium equilibrium) {
    this.equilibrium = equilibrium;
  }

  @Override
  public Integer call() throws InterruptedException {
    var config = equilibrium.configuration(Way.SINGLE, DatabaseRole.PROJECTOR);
    if (Files.isDirectory(config.platform().data().resolve("kafka"))) { // of up, with its defaults
      config = equilibrium.configuration(Way.WHOLE, DatabaseRole.PROJECTOR);
    }
    var rebuild = new Rebuild(platform(config), config.projector().handOuts());
    var findings =
        new Doctor(config.platform(), rebuild, config.ingress().guarantee()).findings(!skipDigests);
    findings.forEach(finding -> System.out.println(finding.line()));
    return findings.stream().anyMatch(finding -> finding.grade() == Grade.FAULT) ? 1 : 0;
  }

  /** Of a command, which is no node and serves nothing. */
  static Platform platform(Configuration config) {
    var platform = config.platform();
    return new Platform(
        new Node(0, 0),
        platform.scale(),
        platform.kafka(),
        platform.postgres(),
        new Health(),
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }
}
