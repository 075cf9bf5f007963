package equilibrium.analyst.sql;

import equilibrium.platform.Fault;
import equilibrium.schemas.Ids;
import org.jspecify.annotations.Nullable;

/** What {@link AsOf} tells about. */
public sealed interface Subject {
  /**
   * One swarm: balance, interventions and announces.
   *
   * @param infoHash 40 hex digits
   */
  record Swarm(String infoHash) implements Subject {}

  /**
   * One client: standing, suspicion and contributions.
   *
   * @param id as the log or the archive has it, 32 hex digits
   */
  record Client(String id) implements Subject {}

  /** The cuts between tiers. */
  record Cuts() implements Subject {}

  /** All warnings. */
  record Interventions() implements Subject {}

  /**
   * Reads a subject.
   *
   * @param id of a swarm or a client; null: none
   */
  static Subject parse(String what, @Nullable String id) {
    return switch (what) {
      case "swarm" -> new Swarm(hex("swarm", id, Ids.INFO_HASH_BYTES));
      case "client" -> new Client(hex("client", id, Ids.CLIENT_ID_BYTES));
      case "cuts" -> new Cuts();
      case "interventions" -> new Interventions();
      default ->
          throw new Fault(
              "the subject is %s, expected swarm, client, cuts or interventions".formatted(what));
    };
  }

  private static String hex(String what, @Nullable String id, int bytes) {
    byte[] parsed = id == null ? null : Ids.parse(id, bytes);
    if (parsed == null) {
      throw new Fault(
          "%s needs an id of %d hex digits, not %s"
              .formatted(what, 2 * bytes, id == null ? "none" : id));
    }
    return Ids.hex(parsed);
  }
}
