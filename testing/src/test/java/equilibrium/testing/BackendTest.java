package equilibrium.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BackendTest {
  @Test
  void whatIsAskedForIsTaken() {
    assertThat(Backend.choose("docker")).isEqualTo(Backend.DOCKER);
    assertThat(Backend.choose("embedded")).isEqualTo(Backend.EMBEDDED);
  }

  @Test
  void aMisspeltWishIsNotGuessed() {
    assertThatThrownBy(() -> Backend.choose("dokcer"))
        .hasMessage("EQUILIBRIUM_TEST_BACKEND is \"dokcer\", expected auto, docker or embedded");
  }
}
