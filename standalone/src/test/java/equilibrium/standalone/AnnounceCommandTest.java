package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.standalone.command.Equilibrium;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code bench announce} refuses. */
@EnabledOnOs(OS.LINUX)
class AnnounceCommandTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rounds=0 | --rounds is 0, expected 1 to 100",
        "--seconds=60 | --seconds is 60, expected 0.1 to 55",
        "--peers=300 | --peers is 300, expected a multiple of 256",
        "--rows=http | no row http, expected one of [http, keep-alive, https, udp, udp-connect, idle]",
        "--against=chihaya | --against is chihaya, expected opentracker",
        "--target=http://192.0.2.1:80/announce | --target is at 192.0.2.1, expected 127.0.0.0/8",
        "--target=udp://127.0.0.1:80 | expected http://HOST:PORT/announce",
        "--target=http://127.0.0.1:9/announce | serves no announces"
      })
  void whatCannotBeMeasuredIsRefused(String option, String reason) {
    var printed =
        Printed.by(() ->
            Equilibrium.command(Map.of())
                .execute("bench", "announce", "--rows=http:1", option, "--swarms=9"));

    assertThat(printed.exitCode()).isEqualTo(1);
    assertThat(printed.err()).contains(reason);
  }
}
