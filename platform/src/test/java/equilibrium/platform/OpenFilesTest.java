package equilibrium.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenFilesTest {
  @Test
  void thisProcessHasALimitAndOpenFiles() {
    var files = OpenFiles.now();

    assertThat(files.open()).isPositive().isLessThan(files.limit());
  }

  @ParameterizedTest
  @CsvSource({
    "1048576, 700, 786432",
    "4096, 700, 2884",
    "4096, 3000, 584",
    "1024, 150, 746",
    "512, 320, 64",
    "9223372036854775807, 0, 2147483647"
  })
  void connectionsLeaveRoomForOtherFiles(long limit, long open, int room) {
    assertThat(new OpenFiles(limit, open).room()).isEqualTo(room);
  }

  @Test
  void aLimitThatIsTooLowIsNamedWithWhatIsNeeded() {
    var advice = ": raise it with ulimit -n, or LimitNOFILE in systemd";
    new OpenFiles(2048, 0).require(2048, "up");

    assertThatThrownBy(() -> new OpenFiles(1024, 0).require(2048, "up"))
        .isInstanceOf(Fault.class)
        .hasMessage("up needs a limit of 2048 open files or more, found 1024" + advice);
    assertThatThrownBy(() -> new OpenFiles(256, 100).room())
        .isInstanceOf(Fault.class)
        .hasMessage("HTTP needs a limit of 292 open files or more, found 256" + advice);
  }
}
