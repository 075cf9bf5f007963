package equilibrium.platform;

import java.util.Map;

/** What a part can be asked on the ops port, beside what {@code /status} tells of it anyway. */
@FunctionalInterface
public interface Question {

  /**
   * Answers by a thread of the ops port, which nobody else waits for; several may ask at once.
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

    /** The question cannot be answered as it was put. */
    public static Answer bad(String problem) {
      return new Answer(400, new Problem(problem));
    }

    /** What is asked about is not there. */
    public static Answer absent(String problem) {
      return new Answer(404, new Problem(problem));
    }
  }

  /** Why there is no answer: which value is wrong and what was expected. */
  record Problem(String error) {}
}
