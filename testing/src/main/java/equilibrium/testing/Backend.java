package equilibrium.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.testcontainers.DockerClientFactory;

/**
 * What the servers of the tests run on. {@code EQUILIBRIUM_TEST_BACKEND} says {@code docker},
 * {@code embedded} or {@code auto} (the default: Docker if its engine answers).
 */
enum Backend {
  DOCKER("containers %s and %s".formatted(KafkaServer.IMAGE, PostgresServer.IMAGE)),
  EMBEDDED("embedded Kafka and PostgreSQL");

  private static final String VARIABLE = "EQUILIBRIUM_TEST_BACKEND";

  private final String servers;

  Backend(String servers) {
    this.servers = servers;
  }

  /** Decides, and says on stdout and in the module's {@code target} how. */
  static Backend choose() {
    var wish = System.getenv().getOrDefault(VARIABLE, "auto");
    var backend = choose(wish);
    var line = "integration tests on %s (%s=%s)".formatted(backend.servers, VARIABLE, wish);
    System.out.println(line);
    try {
      var module = Path.of("").toAbsolutePath();
      Files.writeString(
          Files.createDirectories(module.resolve("target")).resolve("test-servers.txt"),
          module.getFileName() + ": " + line + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return backend;
  }

  static Backend choose(String wish) {
    return switch (wish) {
      case "docker" -> DOCKER;
      case "embedded" -> EMBEDDED;
      case "auto" -> DockerClientFactory.instance().isDockerAvailable() ? DOCKER : EMBEDDED;
      default ->
          throw new IllegalArgumentException(
              "%s is \"%s\", expected auto, docker or embedded".formatted(VARIABLE, wish));
    };
  }
}
