package equilibrium.analyst.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.platform.Fault;
import equilibrium.scoring.rules.RulesFile;
import equilibrium.scoring.rules.ScoringRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhatIfRulesTest {
  @TempDir private Path folder;

  @Test
  void otherHalfLivesThanThoseInForceCannotBeAskedFor() throws IOException {
    var fortnight = read("version = 1000\nhalf-lives.recent = '14d'");
    var more = read("version = 1001\nhalf-lives.recent = '14d'\nscore.ratio = 100");

    assertThat(new WhatIf.Rules(fortnight, more).other()).isEqualTo(more);
    assertThatThrownBy(() -> new WhatIf.Rules(ScoringRules.V3, more))
        .isInstanceOf(Fault.class)
        .hasMessage(
            "rules 1001 have other half-lives than rules 3 in force, expected the same: the sums do"
                + " not show what they would be under others");
  }

  @Test
  void quantilesCountOnlyIfTheyDifferFromThoseInForce() throws IOException {
    var inForce = ScoringRules.V3;

    assertThat(new WhatIf.Rules(inForce, read("version = 1000")).otherQuantiles()).isEmpty();
    assertThat(
            new WhatIf.Rules(inForce, read("version = 1000\ncuts.quantiles = [0.4, 0.7, 0.9]"))
                .otherQuantiles())
        .containsExactly(0.4, 0.7, 0.9);
  }

  private ScoringRules read(String text) throws IOException {
    return RulesFile.read(Files.writeString(folder.resolve("rules.toml"), text));
  }
}
