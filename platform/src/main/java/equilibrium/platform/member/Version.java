package equilibrium.platform.member;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of all programs, as the build wrote it: {@code 0.1.0}. */
public final class Version {
  private static final String FILE = "version.properties";

  public static final String CURRENT = read();

  private static String read() {
    var properties = new Properties();
    try (var in = Version.class.getResourceAsStream(FILE)) {
      properties.load(requireNonNull(in, FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(FILE, e);
    }
    return requireNonNull(properties.getProperty("version"), FILE);
  }

  private Version() {}
}
