package equilibrium.anomaly.stream;

import equilibrium.anomaly.evidence.Subject;
import equilibrium.anomaly.fold.GroupRule;
import equilibrium.anomaly.fold.RuleSet;
import equilibrium.anomaly.order.Payload;
import equilibrium.anomaly.order.Source;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Position;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * One of the topics that rules read, and its rules.
 *
 * @param <T> what rules see of a record
 */
public interface Input<T> {

  /** A record as it was read. */
  record Read(SpecificRecord value, long appendedAtMs, Position position) {}

  /** The session of a record. */
  record Session(InfoHash infoHash, PeerId peerId) {}

  Source source();

  /** Rules over sessions. */
  RuleSet<T> sessionRules();

  /** Rules over other groups. */
  List<GroupRule<T>> groupRules();

  /** Effective time of a record: milliseconds since 1970, at least 0. */
  long atMs(Read read);

  /** What rules see of it; null: nothing, as of a tick. */
  @Nullable T of(Read read);

  Session session(T record);

  Subject subject(T record);

  /** What rules over clients need of it, beside signals of its own rules; null: nothing. */
  @Nullable Payload toClient(T record);
}
