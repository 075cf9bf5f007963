package equilibrium.bench.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.platform.Fault;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTest {
  private static final String ID = "00112233445566778899aabbccddeeff00112233";
  private static final String LINE =
      ("{\"at\": 5, \"infoHash\": \"%s\", \"peerId\": \"%s\", \"key\": \"k\", \"ip\": \"1.2.3.4\","
              + " \"port\": 1, \"event\": \"none\", \"uploaded\": 1, \"downloaded\": 2,"
              + " \"left\": 9223372036854775807, \"numwant\": 50, \"transport\": \"http\","
              + " \"userAgent\": null, \"params\": {\"b\": \"2\", \"a\": 1}}")
          .formatted(ID, ID);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"trace.jsonl", "trace.jsonl.gz"})
  void whatWasWrittenIsReadAgain(String name) throws IOException {
    var file = folder.resolve(name);
    var torrent = new TraceTorrent(new InfoHash(new byte[20]), 7, true);
    var params = new LinkedHashMap<>(Map.of("z", "1"));
    params.put("a", "ü\"");
    var announce =
        new TraceAnnounce(
            3,
            new InfoHash(new byte[20]),
            new PeerId(new byte[20]),
            null,
            "2a01::1",
            6_881,
            AnnounceEvent.PAUSED,
            null,
            5L,
            Long.MAX_VALUE,
            null,
            true,
            "x/1",
            params);

    try (var out = new TraceWriter(file)) {
      out.write(torrent);
      out.write(announce);
    }

    assertThat(lines(file)).containsExactly(torrent, announce);
    assertThat(((TraceAnnounce) lines(file).get(1)).params().keySet()).containsExactly("z", "a");
  }

  @Test
  void aLineOfTheContractIsRead() throws IOException {
    var file = Files.writeString(folder.resolve("t"), LINE + "\n");

    var announce = (TraceAnnounce) lines(file).getFirst();

    assertThat(announce.announceKey()).isEqualTo("k");
    assertThat(announce.left()).isEqualTo(Long.MAX_VALUE);
    assertThat(announce.params()).containsExactly(Map.entry("b", "2"), Map.entry("a", "1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"at\": 5; \"at\": \"x\"; field \"at\" is x, expected a whole number from 0",
        "\"at\": 5; \"at\": 4; field \"at\" is 4, expected at least 5",
        "\"at\": 5,;; field \"at\" is missing, expected a whole number",
        "\"none\"; \"begun\"; field \"event\" is begun, expected none, started",
        "\"http\"; \"tcp\"; field \"transport\" is tcp, expected http or udp",
        "1.2.3.4; 1.2.3; field \"ip\" is 1.2.3, expected an IPv4 or IPv6 address",
        "00112233; 0011; expected 40 hex digits",
        "\"uploaded\": 1; \"uploaded\": -1; field \"uploaded\" is -1, expected a whole number",
        "\"params\": {; \"params\": [{; expected a text, a number, a boolean or null",
        "\"userAgent\":; \"userAgent\"; is not JSON"
      })
  void anErrorNamesLineFieldValueAndExpectation(String part, String instead, String message)
      throws IOException {
    var bad = LINE.replace(part, instead == null ? "" : instead);
    var file = Files.writeString(folder.resolve("t"), LINE + "\n" + bad + "\n");

    assertThatThrownBy(() -> lines(file))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining(message);
  }

  @Test
  void labelsAreRead() throws IOException {
    var file =
        Files.writeString(
            folder.resolve("l"), "{\"key\": \"a\", \"kind\": \"joal\", \"from\": 7}\n");

    assertThat(Labels.read(file)).containsExactly(new Label("a", "joal", 7));
  }

  private static List<TraceLine> lines(Path file) {
    var lines = new ArrayList<TraceLine>();
    try (var in = new TraceReader(file)) {
      for (var line = in.next(); line != null; line = in.next()) {
        lines.add(line);
      }
    }
    return lines;
  }
}
