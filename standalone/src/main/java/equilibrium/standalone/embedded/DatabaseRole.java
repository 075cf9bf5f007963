package equilibrium.standalone.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import equilibrium.platform.Fault;
import equilibrium.platform.PostgresSettings;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The role as which a program connects to PostgreSQL; the migrations grant its rights. */
public enum DatabaseRole {
  /** Runs the migrations. */
  SUPERUSER("postgres"),
  PROJECTOR("projector"),
  INGRESS("ingress"),
  /** Of commands too: they read from PostgreSQL, and write to Kafka. */
  CONSOLE("console");

  private final String user;

  DatabaseRole(String user) {
    this.user = user;
  }

  public String user() {
    return user;
  }

  /**
   * The role's password in the PostgreSQL of {@code up}, as hex digits. It is derived from the
   * superuser's, so that one file is enough, and by a one-way function, so that no role can find
   * out another's.
   */
  public String password(String superusers) {
    return switch (this) {
      case SUPERUSER -> superusers;
      case PROJECTOR, INGRESS, CONSOLE -> derived(superusers);
    };
  }

  /** Gives each role but the superuser its password. */
  public static void admit(PostgresSettings superuser, String superusers) {
    var passwords = new LinkedHashMap<String, String>();
    for (var role : EnumSet.complementOf(EnumSet.of(SUPERUSER))) {
      passwords.put(role.user, role.password(superusers));
    }
    setPasswords(superuser, passwords);
  }

  public static void setPasswords(PostgresSettings superuser, Map<String, String> byUser) {
    try (var connection = superuser.connect("roles");
        var quote =
            connection.prepareStatement("SELECT format('ALTER ROLE %I PASSWORD %L', ?, ?)");
        var statement = connection.createStatement()) {
      for (var entry : byUser.entrySet()) {
        quote.setString(1, entry.getKey());
        quote.setString(2, entry.getValue());
        try (var quoted = quote.executeQuery()) {
          quoted.next();
          statement.execute(quoted.getString(1));
        }
      }
    } catch (SQLException e) {
      throw new Fault("the passwords of PostgreSQL's roles cannot be set: " + e.getMessage(), e);
    }
  }

  private String derived(String secret) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(user.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }
}
