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
import java.util.Properties;
import java.util.TreeMap;

/**
 * How PostgreSQL is reached. Everything else in {@code [postgres]} is handed to the driver.
 *
 * @param url JDBC URL
 * @param driver the driver's settings, user and password among them
 */
public record PostgresSettings(String url, Map<String, String> driver) {

  public PostgresSettings {
    driver = Map.copyOf(driver);
  }

  static PostgresSettings from(Settings settings) {
    var url = settings.text("postgres.url", "jdbc:postgresql://127.0.0.1:15432/equilibrium");
    var passwordFile = settings.text("postgres.password-file", "");
    var driver = new TreeMap<>(settings.rest("postgres"));
    if (!passwordFile.isEmpty()) {
      driver.put("password", password(passwordFile, settings));
    }
    return new PostgresSettings(url, driver);
  }

  /**
   * What a file holds, without the end of its line; a secret's own place is not the environment.
   */
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

  /** The same server and database, as somebody else. */
  public PostgresSettings as(String user, String password) {
    var theirs = new HashMap<>(driver);
    theirs.put("user", user);
    theirs.put("password", password);
    return new PostgresSettings(url, theirs);
  }

  /** A new connection, named after its program so that an operator knows it in pg_stat_activity. */
  public Connection connect(String program) throws SQLException {
    var properties = new Properties();
    properties.putAll(driver);
    properties.putIfAbsent("ApplicationName", "equilibrium " + program);
    properties.putIfAbsent("connectTimeout", "5");
    properties.putIfAbsent("tcpKeepAlive", "true");
    return DriverManager.getConnection(url, properties);
  }

  @Override
  public String toString() {
    return url;
  }
}
