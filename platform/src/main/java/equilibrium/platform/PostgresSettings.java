package equilibrium.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * How PostgreSQL is reached. Everything else in {@code [postgres]} reaches the driver unchanged.
 *
 * @param url JDBC URL
 * @param driver the driver's settings, user and password among them
 */
public record PostgresSettings(String url, Map<String, String> driver) {

  public PostgresSettings {
    driver = Map.copyOf(driver);
  }

  static PostgresSettings from(Settings settings) {
    var url =
        settings.text(
            "postgres.url",
            "JDBC URL of the database",
            "jdbc:postgresql://127.0.0.1:15432/equilibrium");
    var user =
        settings.text(
            "postgres.user", "role to connect as; empty: the role of the program or command", "");
    var password =
        settings.secret(
            "postgres.password",
            "password of the role; empty: the one that up keeps in the data folder");
    var passwordFile =
        settings.text(
            "postgres.password-file",
            "file with the password; overrides postgres.password; empty: none",
            "");
    var driver =
        new TreeMap<>(
            settings.rest(
                "postgres", "any other setting of the PostgreSQL JDBC driver, such as sslmode"));
    putIfGiven(driver, "user", user);
    putIfGiven(driver, "password", password);
    if (!passwordFile.isEmpty()) {
      driver.put("password", password(passwordFile, settings));
    }
    return new PostgresSettings(url, driver);
  }

  private static void putIfGiven(Map<String, String> driver, String key, String value) {
    if (!value.isEmpty()) {
      driver.put(key, value);
    }
  }

  /** The content of a file without line ends at its end. */
  private static String password(String file, Settings settings) {
    try {
      var password = Files.readString(Path.of(file)).stripTrailing();
      if (password.isEmpty()) {
        settings.problem("postgres.password-file is \"%s\", which is empty".formatted(file));
      }
      return password;
    } catch (IOException | InvalidPathException e) {
      settings.problem(
          "postgres.password-file is \"%s\", which cannot be read: %s".formatted(file, e));
      return "";
    }
  }

  /** The same server and database, as another role. */
  public PostgresSettings as(String user, String password) {
    var theirs = new HashMap<>(driver);
    theirs.put("user", user);
    theirs.put("password", password);
    return new PostgresSettings(url, theirs);
  }

  /** The same, with this user and this password where none is given. */
  public PostgresSettings withDefaults(String user, Optional<String> password) {
    var complete = new HashMap<>(driver);
    complete.putIfAbsent("user", user);
    password.ifPresent(known -> complete.putIfAbsent("password", known));
    return new PostgresSettings(url, complete);
  }

  /** A new connection; pg_stat_activity shows the program's name as its application. */
  public Connection connect(String program) throws SQLException {
    var properties = new Properties();
    properties.putAll(driver);
    properties.putIfAbsent("ApplicationName", "equilibrium " + program);
    properties.putIfAbsent("connectTimeout", "5");
    properties.putIfAbsent("loginTimeout", "5"); // of a server that accepts and says nothing
    properties.putIfAbsent("tcpKeepAlive", "true");
    return DriverManager.getConnection(url, properties);
  }

  /** The URL without a password. */
  @Override
  public String toString() {
    return Redaction.of(url);
  }
}
