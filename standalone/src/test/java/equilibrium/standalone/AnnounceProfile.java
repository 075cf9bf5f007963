package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.standalone.command.Equilibrium;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench announce} over every transport; its fixed rate needs a free core. */
@EnabledOnOs(OS.LINUX)
class AnnounceProfile {
  @TempDir Path folder;

  @Test
  void anIngressIsMeasuredOverEveryTransport() {
    var json = folder.resolve("figures.json");
    var printed =
        Printed.by(() ->
            Equilibrium.command(Map.of())
                .execute(
                    "bench",
                    "announce",
                    "--rows=idle,http:16,keep-alive:16,https:2,udp:64,udp-connect:64,http:64@200",
                    "--rounds=1",
                    "--seconds=0.4",
                    "--peers=2048",
                    "--swarms=50",
                    "--json=" + json));

    assertThat(printed.exitCode()).as(printed.out() + printed.err()).isZero();
    assertThat(printed.out())
        .containsPattern("ingress knows [12],\\d{3} peers in 50 swarms")
        .containsPattern("\\| idle \\| ingress \\| 0 \\| – \\|")
        .containsPattern("\\| http:16 \\| ingress \\| [\\d,]+ \\| [\\d.,]+ \\(")
        .containsPattern("\\| keep-alive:16 \\| ingress \\| [\\d,]+ \\| [\\d.,]+ \\(")
        .containsPattern("\\| https:2 \\| ingress \\| [\\d,]+ \\| [\\d.,]+ \\(")
        .containsPattern("\\| udp:64 \\| ingress \\| [\\d,]+ \\| [\\d.,]+ \\(")
        .containsPattern("\\| udp-connect:64 \\| ingress \\| [\\d,]+ \\| [\\d.,]+ \\(")
        .containsPattern("\\| http:64@200 \\| ingress \\| [12]\\d\\d \\| [\\d.,]+ \\(");
    assertThat(json).content().contains("\"row\" : \"udp-connect:64\"");
  }
}
