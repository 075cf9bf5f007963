package equilibrium.ingress.http.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.http.connection.RequestHead.Incomplete;
import equilibrium.ingress.http.connection.RequestHead.Plain;
import equilibrium.ingress.http.connection.RequestHead.Unreadable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadTest {
  private static final String PLAIN =
      "GET /announce?a=%12b HTTP/1.1\r\nHost: t\r\nX-A: b c\r\n\r\n";

  private static final List<String> FRAGMENTS =
      List.of(
          "/",
          "?",
          "&",
          "=",
          " ",
          "%",
          "%4",
          "41",
          "\t",
          "\r",
          "\n",
          "\r\n",
          "\0",
          "\u00e9",
          ":",
          "a",
          " HTTP/1.1\r\n",
          " HTTP/1.0\n",
          "http://",
          "Host:",
          "Host: t\r\n",
          "X: y\r\n",
          "[::1]",
          "Content-Length: 0\r\n",
          "Transfer-Encoding: chunked\r\n",
          "0\r\n\r\n",
          "\r\n\r\n",
          ";");

  @Test
  void aPlainRequestStaysAsItIs() {
    assertThat(RequestHead.read(PLAIN + "more")).isEqualTo(new Plain(PLAIN, PLAIN.length()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "/announce ?a=b|/announce?a=b",
        "/announce? a=b|/announce?a=b",
        "  /announce?a=b  |/announce?a=b",
        "/announce?a=b c|/announce?a=b%20c",
        "/a b|/a%20b",
        "/announce?a=%zz|/announce?a=%25zz",
        "/announce?a=%1|/announce?a=%251",
        "/announce?a=%|/announce?a=%25",
        "/announce?a=%%41|/announce?a=%25%41",
        "/announce?a=\u0000\u000b\u007f\u00e9|/announce?a=%00%0B%7F%E9",
        "/announce?a=\"<>|/announce?a=\"<>",
        "http://t:6969/announce?a=b|/announce?a=b",
        "HTTPS://t?a=b|/?a=b",
        "?a=b|/?a=b",
        "*|*"
      })
  void aTargetIsWrittenAsEveryParserTakesIt(String written, String normalized) {
    var head = RequestHead.read("GET " + written + " HTTP/1.0\r\n\r\n");

    assertThat(head).isInstanceOf(Plain.class);
    assertThat(((Plain) head).text()).startsWith("GET " + normalized + " HTTP/1.0\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "t, t",
    "192.0.2.1, 192.0.2.1",
    "t.example:6969, t.example:6969",
    "t:, none",
    "t:696969, none",
    "::1, none",
    "[::1]:6969, none",
    "a_b, none",
    "'', none"
  })
  void aHostThatIsNoNameIsReplaced(String written, String normalized) {
    assertThat(RequestHead.read("GET / HTTP/1.1\r\nhOSt: %s\r\n\r\n".formatted(written)))
        .isInstanceOfSatisfying(
            Plain.class,
            head ->
                assertThat(head.text())
                    .isEqualTo("GET / HTTP/1.1\r\nhOSt: %s\r\n\r\n".formatted(normalized)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Host: a\r\nHost: b\r\n"})
  void aRequestHasOneHost(String hosts) {
    assertThat(RequestHead.read("GET / HTTP/1.1\r\n" + hosts + "\r\n"))
        .isInstanceOfSatisfying(
            Plain.class, head -> assertThat(head.text()).containsOnlyOnce("Host: "));
  }

  @Test
  void linesMayEndInBareLineFeedsAndGoOnInTheNext() {
    var text = "\r\n\nGET / HTTP/1.1\nHost: t\nX-A: b\n  c\r\n\t d\n\n";

    assertThat(RequestHead.read(text))
        .isEqualTo(new Plain("GET / HTTP/1.1\r\nHost: t\r\nX-A: b c d\r\n\r\n", text.length()));
  }

  @Test
  void everyBeginningOfARequestIsIncomplete() {
    for (int i = 0; i < PLAIN.length(); i++) {
      assertThat(RequestHead.read(PLAIN.substring(0, i))).isEqualTo(new Incomplete(false));
    }
  }

  @Test
  void anEmptyChunkedBodyIsNoBody() {
    var head = "GET / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n";

    assertThat(RequestHead.read(head + "0\r\n\r\nGET"))
        .isEqualTo(new Plain("GET / HTTP/1.1\r\nHost: t\r\n\r\n", head.length() + 5));
    assertThat(RequestHead.read(head)).isEqualTo(new Incomplete(true));
    assertThat(RequestHead.read(head + "0\r\n")).isEqualTo(new Incomplete(true));
    assertThat(RequestHead.read(head + "1\r\n")).isEqualTo(new Unreadable(RequestProblem.BODY));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /\\r\\n                        | REQUEST_LINE",
        "GET / HTTP/2.0\\r\\n               | REQUEST_LINE",
        "GET HTTP/1.1\\r\\n                 | REQUEST_LINE",
        "G(T / HTTP/1.1\\r\\n               | REQUEST_LINE",
        "GET / HTTP/1.1\\r\\nX A: b\\r\\n   | HEADER_LINE",
        "GET / HTTP/1.1\\r\\nX-A : b\\r\\n  | HEADER_LINE",
        "GET / HTTP/1.1\\r\\nX-A\\r\\n      | HEADER_LINE",
        "GET / HTTP/1.1\\r\\n: b\\r\\n      | HEADER_LINE",
        "GET / HTTP/1.1\\r\\nX-A: \\0\\r\\n | HEADER_LINE",
        "GET / HTTP/1.1\\r\\nX-A: a\\rb\\n  | HEADER_LINE",
        "GET / HTTP/1.1\\r\\nContent-Length: 5\\r\\n | BODY",
        "GET / HTTP/1.1\\r\\nContent-Length: -1\\r\\n | BODY_LENGTH",
        "GET / HTTP/1.1\\r\\nContent-Length: 0\\r\\nContent-Length: 0\\r\\n | BODY_LENGTH",
        "GET / HTTP/1.1\\r\\nContent-Length: 0\\r\\nTransfer-Encoding: chunked\\r\\n | BODY_LENGTH",
        "GET / HTTP/1.1\\r\\nTransfer-Encoding: gzip\\r\\n | BODY_LENGTH"
      })
  void whatCannotBeReadHasAReason(String written, RequestProblem problem) {
    var lines = written.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");

    assertThat(RequestHead.read(lines + "\r\n")).isEqualTo(new Unreadable(problem));
  }

  @Test
  void whatIsTooLargeHasAReason() {
    var line = "GET / HTTP/1.1\r\n";
    var headers = "X-A: b\r\n";

    assertThat(RequestHead.read(line + "X-A: " + "a".repeat(8192)))
        .isEqualTo(new Unreadable(RequestProblem.HEAD_TOO_LONG));
    assertThat(RequestHead.read("GET /" + " a".repeat(4000) + " HTTP/1.1\r\n\r\n"))
        .isEqualTo(new Unreadable(RequestProblem.HEAD_TOO_LONG));
    assertThat(RequestHead.read(line + headers.repeat(128) + "\r\n")).isInstanceOf(Plain.class);
    assertThat(RequestHead.read(line + headers.repeat(129) + "\r\n"))
        .isEqualTo(new Unreadable(RequestProblem.TOO_MANY_HEADERS));
    assertThat(RequestHead.read("GET /?a" + "&a".repeat(129) + " HTTP/1.1\r\n\r\n"))
        .isEqualTo(new Unreadable(RequestProblem.TOO_MANY_PARAMETERS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0016\u0003\u0001", " GET", "GETGETGETGETGETGETGET", "\u0000"})
  void whatDoesNotBeginWithAMethodIsRefusedAtOnce(String bytes) {
    assertThat(RequestHead.read(bytes)).isEqualTo(new Unreadable(RequestProblem.REQUEST_LINE));
  }

  /** Sentences of fragments that mean something to the parser. */
  @Test
  void aPlainFormIsItsOwnPlainForm() {
    var random = new SplittableRandom(1);
    int plain = 0;
    for (int i = 0; i < 200_000; i++) {
      var text = new StringBuilder("GET ");
      for (int j = random.nextInt(14); j > 0; j--) {
        text.append(FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
      }
      if (RequestHead.read(text + " HTTP/1.1\r\n\r\n") instanceof Plain(var form, int bytes)) {
        assertThat(bytes).isPositive();
        assertThat(RequestHead.read(form))
            .as(text::toString)
            .isEqualTo(new Plain(form, form.length()));
        boolean isUsual = form.startsWith("GET /") && !form.contains("\r\nContent-Length");
        assertThat(isPlain(form)).as(form).isEqualTo(isUsual);
        plain++;
      }
    }
    assertThat(plain).isGreaterThan(20_000);
  }

  /** One byte of a plain request is another one, is left out or comes twice. */
  @Test
  void onlyAPlainRequestPassesWithoutBeingRead() {
    var plain = "GET /a?b=%4a&c HTTP/1.1\r\nHost: t:1\r\nX-A: b \tc\r\nE: \r\n\r\n";
    assertThat(isPlain(plain)).isTrue();

    for (int at = 0; at <= plain.length(); at++) {
      var before = plain.substring(0, at);
      var from = plain.substring(at);
      assertReadAsItIs(before);
      for (int b = 0; b < 256; b++) {
        assertReadAsItIs(before + (char) b + from);
        assertReadAsItIs(before + (char) b + (from.isEmpty() ? "" : from.substring(1)));
      }
    }
    assertReadAsItIs(plain + plain);
    assertReadAsItIs(plain.replace("E: ", "Content-Length: 0"));
    assertReadAsItIs(plain.replace("E: ", "Transfer-Encoding: chunked"));
    assertReadAsItIs(plain.replace("E: ", "HOST: t"));
    assertReadAsItIs(plain.replace("E: ", "E: f\r\n g"));
    assertReadAsItIs(plain.replace("?b", "?" + "&b".repeat(129)));
    assertReadAsItIs(plain.replace("E: \r\n", "E: \r\n".repeat(127)));
    assertReadAsItIs(plain.replace("?b", "?" + "b".repeat(8192)));
  }

  /** What passes without being read must be what reading it would give. */
  private static void assertReadAsItIs(String text) {
    if (isPlain(text)) {
      assertThat(RequestHead.read(text)).as(text).isEqualTo(new Plain(text, text.length()));
    }
  }

  private static boolean isPlain(String text) {
    var bytes = ByteBuffer.wrap(("noise" + text + "noise").getBytes(ISO_8859_1));
    return PlainRequest.isAll(bytes, 5, 5 + text.length());
  }

  @Test
  void aProblemIsReadFromTheRequestThatStandsForIt() {
    for (var problem : RequestProblem.values()) {
      var words = problem.asRequest().split(" ", 3);

      assertThat(RequestProblem.of(words[0], words[1])).isEqualTo(problem);
      assertThat(RequestHead.read(problem.asRequest()))
          .isEqualTo(new Plain(problem.asRequest(), problem.asRequest().length()));
    }
    assertThat(RequestProblem.of("GET", "/body")).isNull();
  }
}
