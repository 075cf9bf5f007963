package equilibrium.analyst.database;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Macros that every database of an analyst has. */
public final class Macros {
  private static final String FILE = "macros.sql";
  private static final Pattern TABLE = Pattern.compile("FROM (\\w+) WHERE");

  /** Statements that create the macros which need only these tables. */
  public static List<String> statements(Collection<String> tables) {
    return Stream.of(text().split(";\\n", -1))
        .map(String::strip)
        .filter(statement -> !statement.isEmpty())
        .filter(statement -> isPossible(statement, tables))
        .toList();
  }

  private static boolean isPossible(String statement, Collection<String> tables) {
    var table = TABLE.matcher(statement);
    return !table.find() || tables.contains(table.group(1));
  }

  private static String text() {
    try (var in = requireNonNull(Macros.class.getResourceAsStream(FILE), FILE)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(FILE, e);
    }
  }

  private Macros() {}
}
