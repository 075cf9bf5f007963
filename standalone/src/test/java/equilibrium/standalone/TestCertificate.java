package equilibrium.standalone;

import java.nio.file.Path;

/** For 127.0.0.1 and ::1, signed by itself, good until 2126; for tests only, its key is public. */
final class TestCertificate {
  static final Path FILE = resource("test-certificate.pem");
  static final Path KEY = resource("test-key.pem");

  private static Path resource(String name) {
    return Path.of("src", "test", "resources", name).toAbsolutePath();
  }

  private TestCertificate() {}
}
