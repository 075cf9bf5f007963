package equilibrium.console.http;

import equilibrium.console.token.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One operation of the API. Routing, roles, limits and the OpenAPI document are made from these.
 *
 * @param method of HTTP
 * @param path below {@code /api/v1}, with parameters in braces
 * @param role that a token needs
 * @param summary one sentence
 * @param query parameters that may stand in the query
 * @param body what it reads
 * @param answers what it answers, by status
 * @param handler runs on a thread of its own and may block
 */
public record Operation(
    String method,
    String path,
    Role role,
    String summary,
    List<Parameter> query,
    Body body,
    List<Answer> answers,
    Handler handler) {

  /** Answers a request. */
  @FunctionalInterface
  public interface Handler {
    Reply answer(Request request);
  }

  /**
   * A parameter of the query.
   *
   * @param description what it means, and its range
   */
  public record Parameter(String name, String description) {}

  /** What a request's body is. */
  public sealed interface Body {
    /** None. */
    record None() implements Body {}

    /** A JSON object. */
    record Json(Class<?> type) implements Body {}

    /**
     * Lines: NDJSON of a type, or plain text.
     *
     * @param line type of one line
     */
    record Lines(Class<?> line) implements Body {}
  }

  /**
   * An answer that is no problem.
   *
   * @param type of its JSON; null: it has no body
   * @param isList whether the JSON is a {@link Page} of the type
   */
  public record Answer(int status, @Nullable Class<?> type, boolean isList) {}

  public Operation {
    query = List.copyOf(query);
    answers = List.copyOf(answers);
  }

  /** An operation that reads, for any token. */
  public static Operation get(String path, String summary, Handler handler) {
    return new Operation(
        "GET", path, Role.VIEWER, summary, List.of(), new Body.None(), List.of(), handler);
  }

  /** An operation that changes something, for operators. */
  public static Operation change(String method, String path, String summary, Handler handler) {
    return new Operation(
        method, path, Role.OPERATOR, summary, List.of(), new Body.None(), List.of(), handler);
  }

  public Operation by(Role other) {
    return new Operation(method, path, other, summary, query, body, answers, handler);
  }

  public Operation reads(Body other) {
    return new Operation(method, path, role, summary, query, other, answers, handler);
  }

  public Operation with(String name, String description) {
    var more = new ArrayList<>(query);
    more.add(new Parameter(name, description));
    return new Operation(method, path, role, summary, more, body, answers, handler);
  }

  /** Answers a JSON object of the type. */
  public Operation gives(int status, Class<?> type) {
    return answers(new Answer(status, type, false));
  }

  /** Answers a part of a list; takes {@code limit} and {@code after}. */
  public Operation givesPages(Class<?> item) {
    return answers(new Answer(200, item, true))
        .with("limit", "most items, 1 to 1000, 100 without it")
        .with("after", "next of the page before");
  }

  /** Answers a list that has no further pages. */
  public Operation givesAll(Class<?> item) {
    return answers(new Answer(200, item, true));
  }

  /** Answers without a body; 202 where PostgreSQL does not have the change yet. */
  public Operation givesNothing() {
    return answers(new Answer(204, null, false)).answers(new Answer(202, null, false));
  }

  private Operation answers(Answer answer) {
    var more = new ArrayList<>(answers);
    more.add(answer);
    return new Operation(method, path, role, summary, query, body, more, handler);
  }

  /** Whether it changes nothing. */
  public boolean isSafe() {
    return method.equals("GET");
  }
}
