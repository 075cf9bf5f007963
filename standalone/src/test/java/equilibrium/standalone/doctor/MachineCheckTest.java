package equilibrium.standalone.doctor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.standalone.doctor.Finding.Grade;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineCheckTest {
  @TempDir Path proc;

  @BeforeEach
  void createFolders() throws IOException {
    Files.createDirectories(proc.resolve("self"));
    Files.createDirectories(proc.resolve("sys/net/core"));
  }

  @ParameterizedTest
  @CsvSource({
    "1024, FAULT",
    "2047, FAULT",
    "2048, WARNING",
    "65535, WARNING",
    "65536, OK",
    "unlimited, OK"
  })
  void theLimitOfOpenFilesIsJudged(String soft, Grade grade) throws IOException {
    Files.writeString(
        proc.resolve("self/limits"),
        """
        Limit                     Soft Limit           Hard Limit           Units
        Max cpu time              unlimited            unlimited            seconds
        Max open files            %-20s 1048576              files
        """
            .formatted(soft));

    assertThat(grade("open files")).isEqualTo(grade);
  }

  @ParameterizedTest
  @CsvSource({"212992, WARNING", "4194303, WARNING", "4194304, OK"})
  void theReceiveBufferIsJudged(long bytes, Grade grade) throws IOException {
    Files.writeString(proc.resolve("sys/net/core/rmem_max"), bytes + "\n");

    assertThat(grade("rmem_max")).isEqualTo(grade);
  }

  /** Files of /proc/sys end after the first read, which a reader of unknown sizes makes short. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void theReceiveBufferOfThisMachineIsReadWhole() throws Exception {
    var sysctl = new ProcessBuilder("cat", "/proc/sys/net/core/rmem_max").start();
    var bytes = new String(sysctl.getInputStream().readAllBytes(), US_ASCII).strip();

    assertThat(new MachineCheck(Path.of("/proc")).findings(proc))
        .extracting(Finding::what)
        .anyMatch(what -> what.matches("net.core.rmem_max is %s\\b.*".formatted(bytes)));
  }

  @ParameterizedTest
  @CsvSource({"1073741823, FAULT", "1073741824, WARNING", "10737418240, OK"})
  void roomOnTheDiskIsJudged(long bytes, Grade grade) {
    assertThat(MachineCheck.room(proc, bytes).grade()).isEqualTo(grade);
  }

  @Test
  void aSystemWithoutSuchFilesHasNoSuchFindings() {
    var findings = new MachineCheck(proc).findings(proc);

    assertThat(findings).singleElement().extracting(Finding::what).asString().contains("the disk");
  }

  private Grade grade(String what) {
    return new MachineCheck(proc)
        .findings(proc).stream()
            .filter(finding -> finding.what().contains(what))
            .findFirst()
            .orElseThrow()
            .grade();
  }
}
