package equilibrium.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell script that builds and runs the program, with a build and a JDK that do nothing. */
class LauncherTest {
  private static final Path LAUNCHER = Path.of("..", "equilibrium");

  @TempDir Path folder;
  private Path home;

  @BeforeEach
  void copyTheLauncherToAFolderWithABlank() throws IOException {
    home = Files.createDirectories(folder.resolve("a tracker"));
    Files.copy(LAUNCHER, home.resolve("equilibrium"));
    Files.createDirectories(home.resolve("standalone/src/main"));
    Files.writeString(home.resolve("pom.xml"), "");
    Files.writeString(home.resolve("standalone/pom.xml"), "");
    program(
        home.resolve("mvnw"),
        """
        mkdir -p standalone/target/lib standalone/target/lib-analyst
        touch standalone/target/standalone-1.jar standalone/target/lib/other.jar
        touch standalone/target/lib-analyst/duckdb.jar
        """);
    program(home.resolve("jdk/bin/javac"), "");
    program(home.resolve("jdk/bin/java"), "echo \"$CLASSPATH\"; for a; do echo \"<$a>\"; done");
    Files.writeString(home.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
  }

  @Test
  void inAFolderWithABlankItKeepsTwoBuildsAndDeletesNothingElse() throws Exception {
    var foreign = Files.createDirectories(folder.resolve("a/kept"));
    Path besides = Files.createDirectories(folder.resolve("tracker/standalone/target/run.old"));

    for (int build = 0; build < 4; build++) {
      Files.setLastModifiedTime(home.resolve("pom.xml"), FileTime.from(Instant.now()));
      var printed = run("up", "--data=a folder");

      assertThat(printed)
          .contains("/a tracker/standalone/target/run.")
          .contains("<--data=a folder>");
    }

    try (var builds = Files.newDirectoryStream(home.resolve("standalone/target"), "run.*")) {
      assertThat(builds).hasSize(2);
    }
    assertThat(foreign).exists();
    assertThat(besides).exists();
  }

  @Test
  void onlyTheAnalystsCommandsGetTheAnalystsJars() throws Exception {
    var up = run("up");
    var export = run("--data=a folder", "export", "announces");
    var rebuild = run("rebuild", "--archive=files");

    assertThat(up).doesNotContain("duckdb.jar");
    assertThat(run("rebuild")).doesNotContain("duckdb.jar");
    assertThat(List.of(export, rebuild))
        .allSatisfy(printed ->
            assertThat(printed.lines().findFirst().orElseThrow())
                .endsWith(
                    "/lib/other.jar:" + home.resolve("standalone/target/lib-analyst/duckdb.jar")));
  }

  @Test
  void aProcessWithoutMemoryEnds() throws Exception {
    assertThat(run("up")).contains("<-XX:+ExitOnOutOfMemoryError>");
  }

  /** Its output; it must succeed. */
  private String run(String... arguments) throws Exception {
    var builder = new ProcessBuilder(home.resolve("equilibrium").toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
    var process = builder.directory(folder.toFile()).redirectErrorStream(true).start();
    var printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }

  private static void program(Path file, String script) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + script);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
