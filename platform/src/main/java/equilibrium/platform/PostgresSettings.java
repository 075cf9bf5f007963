package equilibrium.platform;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

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
    var driver = settings.rest("postgres");
    return new PostgresSettings(url, driver);
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
