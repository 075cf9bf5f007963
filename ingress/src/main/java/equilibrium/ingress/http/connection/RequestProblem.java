package equilibrium.ingress.http.connection;

import equilibrium.schemas.EnumText;
import org.jspecify.annotations.Nullable;

/** Why a request cannot be read, or has a body, which no request here has. */
public enum RequestProblem {
  REQUEST_LINE(400, "the first line is no HTTP/1.x request"),
  HEADER_LINE(400, "a header line is not a name, a colon and printable text"),
  HEAD_TOO_LONG(400, "the request has more than %d bytes".formatted(RequestHead.MOST_BYTES)),
  TOO_MANY_HEADERS(
      400, "the request has more than %d header lines".formatted(RequestHead.MOST_HEADERS)),
  TOO_MANY_PARAMETERS(
      400, "the query has more than %d parameters".formatted(RequestHead.MOST_PARAMETERS)),
  BODY_LENGTH(400, "the length of the body is not given once, in digits or as chunked"),
  BODY(413, "no body expected");

  private static final String METHOD = "UNREADABLE";

  private final int status;
  private final String sentence;

  RequestProblem(int status, String sentence) {
    this.status = status;
    this.sentence = sentence;
  }

  /** The status code of the answer. */
  public int status() {
    return status;
  }

  /** The reason in words. */
  public String sentence() {
    return sentence;
  }

  /**
   * The request that stands for one with this problem. A client may send it too: it gets the same
   * answer.
   */
  String asRequest() {
    return "%s /%s HTTP/1.1\r\nHost: none\r\nConnection: close\r\n\r\n".formatted(METHOD, path());
  }

  /** The problem that a request stands for; null: it is an ordinary request. */
  public static @Nullable RequestProblem of(String method, String path) {
    if (!method.equals(METHOD)) {
      return null;
    }
    for (var problem : values()) {
      if (path.equals("/" + problem.path())) {
        return problem;
      }
    }
    return REQUEST_LINE;
  }

  private String path() {
    return EnumText.of(this);
  }
}
