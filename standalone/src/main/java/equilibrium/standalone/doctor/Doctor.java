package equilibrium.standalone.doctor;

import static equilibrium.standalone.doctor.Finding.fault;
import static equilibrium.standalone.doctor.Finding.ok;

import equilibrium.platform.PlatformConfig;
import equilibrium.projector.Rebuild;
import equilibrium.schemas.Topics;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;

/** All checks, one after the other. */
public final class Doctor {
  private final PlatformConfig config;
  private final Rebuild rebuild;
  private final String promise;

  /**
   * Checks what these settings lead to.
   *
   * @param config connects to PostgreSQL as role projector
   * @param promise what a reply without a warning promises by these settings
   */
  public Doctor(PlatformConfig config, Rebuild rebuild, String promise) {
    this.config = config;
    this.rebuild = rebuild;
    this.promise = promise;
  }

  /**
   * What was found.
   *
   * @param digests whether the log is folded and compared, which reads all of it
   */
  public List<Finding> findings(boolean digests) throws InterruptedException {
    var findings = new ArrayList<>(new MachineCheck(Path.of("/proc")).findings(config.data()));
    findings.add(ok("guarantee in force: " + promise));
    boolean kafka = kafka(findings);
    boolean postgres = postgres(findings);
    if (digests && kafka && postgres) {
      findings.addAll(new DigestCheck(rebuild).findings());
    }
    return findings;
  }

  private boolean kafka(List<Finding> findings) throws InterruptedException {
    try {
      var facts = KafkaFacts.read(config.kafka());
      var check = new KafkaCheck(config.kafka(), facts);
      findings.addAll(check.findings());
      if (facts.topics().containsKey(Topics.MEMBERS.name())) {
        findings.addAll(new AppendTimeCheck(config.kafka(), config.scale()).findings());
      }
      findings.add(ok("guarantee of Kafka alone: " + check.guarantee()));
      return true;
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      findings.add(
          fault(
              "Kafka does not answer (%s)".formatted(e.getMessage()),
              "start it, or correct kafka.bootstrap.servers"));
      return false;
    }
  }

  private boolean postgres(List<Finding> findings) {
    try {
      findings.addAll(new PostgresCheck(config.postgres()).findings());
      return true;
    } catch (SQLException e) {
      findings.add(
          fault(
              "PostgreSQL does not answer (%s)".formatted(e.getMessage()),
              "start it, or pass the --data, --config and --set of the running tracker"));
      return false;
    }
  }
}
