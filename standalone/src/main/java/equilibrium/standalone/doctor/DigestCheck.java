package equilibrium.standalone.doctor;

import static equilibrium.standalone.doctor.Finding.fault;
import static equilibrium.standalone.doctor.Finding.ok;
import static equilibrium.standalone.doctor.Finding.warning;

import equilibrium.projector.Rebuild;
import equilibrium.schemas.Topics;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.KafkaException;

/**
 * Folds the log once more and compares the rows with those in PostgreSQL, at the same offsets.
 * Hand-outs are left out: age removes their rows and records at slightly different times.
 */
final class DigestCheck {
  private final Rebuild rebuild;

  DigestCheck(Rebuild rebuild) {
    this.rebuild = rebuild;
  }

  List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    for (var topic : rebuild.topics()) {
      if (!topic.equals(Topics.HAND_OUTS.name())) {
        findings.add(compare(topic));
      }
    }
    return findings;
  }

  private Finding compare(String topic) {
    try {
      var compared = rebuild.compare(topic);
      if (compared.differing() < 0) {
        return ok(
            "the tables of %s are not compared: the log no longer has all its records"
                .formatted(topic));
      }
      return compared.differing() == 0
          ? ok("the tables of %s equal the fold of %d records".formatted(topic, compared.records()))
          : fault(
              "%d rows of %s differ from the fold of the log"
                  .formatted(compared.differing(), topic),
              "run \"equilibrium rebuild --topic=" + topic + "\"");
    } catch (SQLException | KafkaException e) {
      return warning(
          "the tables of %s could not be compared (%s)".formatted(topic, e.getMessage()),
          "run \"equilibrium doctor\" again");
    }
  }
}
