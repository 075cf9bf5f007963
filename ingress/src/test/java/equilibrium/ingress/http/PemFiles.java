package equilibrium.ingress.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** A certificate and its key, each in a file. */
record PemFiles(Path certificate, Path key) {
  private static final Path FOR_TESTS =
      Path.of("src", "test", "resources", "certificates").toAbsolutePath();

  /** The certificate and key files of this name in the folder. */
  static PemFiles in(Path folder, String name) {
    return new PemFiles(folder.resolve(name + ".pem"), folder.resolve(name + ".key"));
  }

  /**
   * For 127.0.0.1, signed by itself, good until 2125 at least; for tests only, its key is public.
   *
   * @param name c0 to c3, which is its common name
   */
  static PemFiles forTests(String name) {
    return in(FOR_TESTS, name);
  }

  /** Puts these in the place of others, each file at once. */
  void replace(PemFiles others) throws IOException {
    for (var move : Map.of(certificate, others.certificate, key, others.key).entrySet()) {
      Files.move(
          Files.copy(move.getKey(), move.getValue().resolveSibling("new")),
          move.getValue(),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
