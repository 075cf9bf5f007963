package equilibrium.ingress.explain;

import static equilibrium.ingress.explain.SmallSwarm.ASKER;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.AnnounceEvent;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions that cannot be answered. */
class ChoiceQueryTest {

  @TempDir Path data;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "client=00 | info-hash is missing, expected 40 hex digits",
        "info-hash=zz&key=a | info-hash is \"zz\", expected 40 hex digits",
        "info-hash=H | no client is given, expected exactly one of client, key and address",
        "info-hash=H&key=a&client=b | client and key are given, expected exactly one of client, key and address",
        "info-hash=H&client=12 | client is \"12\", expected 32 hex digits",
        "info-hash=H&key=a.b | key is no announce key (3 characters), expected 1 to 64 letters, digits, - and _",
        "info-hash=H&address=localhost | address is \"localhost\", expected an IPv4 or IPv6 address",
        "info-hash=H&key=a&left=-1 | left is \"-1\", expected a whole number from 0 to 9223372036854775807",
        "info-hash=H&key=a&left=9999999999999999999 | left is \"9999999999999999999\", expected a whole number from 0 to 9223372036854775807",
        "info-hash=H&key=a&numwant=many | numwant is \"many\", expected a whole number from 0 to 2147483647",
        "info-hash=H&key=a&numwant=2147483648 | numwant is \"2147483648\", expected a whole number from 0 to 2147483647",
        "info-hash=H&key=a&peer-id=old | peer-id is \"old\", expected 40 hex digits, or new",
        "info-hash=H&key=a&info_hash=b | \"info_hash\" is no parameter, expected info-hash, client, key, address, left, numwant, peer-id",
      })
  void aBadQuestionIsToldWhatIsWrong(String query, String expected) {
    assertThat(SmallSwarm.crowded(data, Map.of()).problem(400, query.replace("H", SmallSwarm.HASH)))
        .isEqualTo(expected);
  }

  @Test
  void whatIsNotThereIsSaid() {
    var swarm = SmallSwarm.crowded(data, Map.of());
    var other = "cd".repeat(20);

    assertThat(swarm.problem(404, "info-hash=" + other + "&" + ASKER))
        .isEqualTo(
            "info-hash %s is no swarm of this ingress, expected one that was announced within 4200 s"
                .formatted(other));
    assertThat(
            swarm.problem(404, "info-hash=" + SmallSwarm.HASH + "&" + ASKER + "&peer-id=" + other))
        .isEqualTo(
            "peer-id %s is not in the swarm, expected one that did not stop and announced within"
                    .formatted(other)
                + " 4200 s");
    var _ = swarm.announce(1, null, 5, AnnounceEvent.STOPPED);
    assertThat(
            swarm.problem(
                404,
                "info-hash=" + SmallSwarm.HASH + "&" + ASKER + "&peer-id=" + SmallSwarm.peerId(1)))
        .contains("is not in the swarm");
    swarm.rule("ingress.admission", "registered");
    assertThat(swarm.problem(404, "info-hash=" + other + "&" + ASKER))
        .endsWith("; an announce is refused: this torrent is not on the list of this tracker");
  }
}
