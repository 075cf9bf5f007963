package equilibrium.console.problem;

import equilibrium.schemas.EnumText;
import java.util.List;

/** The types of problems, each with its status of HTTP. */
public enum ProblemType {
  /** No token, or one that is not known. */
  NO_TOKEN(401, "A token is missing or not known"),
  /** The token's role does not allow this, or the request comes from another site. */
  NOT_ALLOWED(403, "Not allowed"),
  NOT_FOUND(404, "Not found"),
  WRONG_METHOD(405, "The path has no such method"),
  BAD_VALUE(400, "A value is not what was expected"),
  TOO_LARGE(413, "The body is too large"),
  /** Somebody else changed the same thing since it was read. */
  CHANGED_MEANWHILE(412, "Changed meanwhile"),
  /** Environment or flag of a node override a setting of the console. */
  PINNED(409, "The setting is given elsewhere"),
  TOO_MANY(429, "Too many requests", 1),
  /** Of requests without a token that is known. */
  TOO_MANY_WRONG(429, "Too many requests without a known token", 60),
  /** Kafka has not acknowledged a change. */
  NOT_PUBLISHED(503, "The change is not certain to be published", 10),
  /** PostgreSQL or Kafka cannot be read. */
  NOT_AVAILABLE(503, "The data cannot be read now", 5),
  /** A fault of the console. */
  TRACKER_TROUBLE(500, "The console failed");

  private final int status;
  private final String title;
  private final int retrySeconds;

  ProblemType(int status, String title) {
    this(status, title, 0);
  }

  ProblemType(int status, String title, int retrySeconds) {
    this.status = status;
    this.title = title;
    this.retrySeconds = retrySeconds;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /** After which the same request may succeed; 0: that is not known. */
  public int retrySeconds() {
    return retrySeconds;
  }

  /** As it stands in {@link Problem#type}. */
  public String path() {
    return "/problems/" + EnumText.of(this);
  }

  public Refused refuse(String detail) {
    return new Refused(this, detail, List.of());
  }

  public Refused refuse(String detail, Throwable cause) {
    var refused = refuse(detail);
    refused.initCause(cause);
    return refused;
  }
}
