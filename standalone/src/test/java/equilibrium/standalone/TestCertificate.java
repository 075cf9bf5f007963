package equilibrium.standalone;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.nio.file.Path;

/** For 127.0.0.1 and ::1, signed by itself, good until 2126; for tests only, its key is public. */
final class TestCertificate {
  static final Path FILE = resource("test-certificate.pem");
  static final Path KEY = resource("test-key.pem");

  private static Path resource(String name) {
    return Path.of("src", "test", "resources", name).toAbsolutePath();
  }

  /** Sets the variable from which OpenSSL, as libtorrent has it, knows whom to trust. */
  @SuppressWarnings("restricted")
  static void trustInThisProcess() {
    var linker = Linker.nativeLinker();
    var setenv =
        linker.downcallHandle(
            linker.defaultLookup().find("setenv").orElseThrow(),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    try (var arena = Arena.ofConfined()) {
      int result =
          (int)
              setenv.invokeExact(
                  arena.allocateFrom("SSL_CERT_FILE"), arena.allocateFrom(FILE.toString()), 1);
      if (result != 0) {
        throw new AssertionError("setenv returned " + result);
      }
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private TestCertificate() {}
}
