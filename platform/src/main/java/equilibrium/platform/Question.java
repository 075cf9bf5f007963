package equilibrium.platform;

import java.util.Map;

/** A query that a part answers at {@code /status/NAME} on the ops port. */
@FunctionalInterface
public interface Question {

  /**
   * Answers on a thread that serves this request alone; several may run at once.
   *
   * @param parameters of the query, decoded; each was given once
   */
  Answer answer(Map<String, String> parameters);

  /**
   * An answer.
   *
   * @param code HTTP status
   * @param facts records, maps, lists, numbers, text
   */
  record Answer(int code, Object facts) {

    public static Answer good(Object facts) {
      return new Answer(200, facts);
    }

    /** The query has a wrong value. */
    public static Answer bad(String problem) {
      return new Answer(400, new Problem(problem));
    }

    /** The subject of the query is unknown. */
    public static Answer absent(String problem) {
      return new Answer(404, new Problem(problem));
    }
  }

  /** Which value of the query is wrong, and what was expected. */
  record Problem(String error) {}
}
