package equilibrium.standalone.doctor;

import static equilibrium.standalone.doctor.Finding.fault;
import static equilibrium.standalone.doctor.Finding.ok;
import static equilibrium.standalone.doctor.Finding.warning;

import equilibrium.platform.Fault;
import equilibrium.platform.PostgresSettings;
import equilibrium.projector.Migrations;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Tables, roles and clocks, as role projector. */
final class PostgresCheck {
  private static final long MOST_APART_MS = 2_000;

  /** Only those that log in; the owner does not. */
  private static final List<String> ROLES = List.of("projector", "ingress", "console", "analyst");

  private final PostgresSettings postgres;

  PostgresCheck(PostgresSettings postgres) {
    this.postgres = postgres;
  }

  /** Throws SQLException if PostgreSQL does not answer. */
  List<Finding> findings() throws SQLException {
    var findings = new ArrayList<Finding>();
    try (var db = postgres.connect("doctor")) {
      findings.add(version());
      for (var role : ROLES) {
        findings.addAll(role(db, role));
      }
      if (findings.size() == 1) {
        findings.add(ok("the roles of PostgreSQL are as the migrations made them"));
      }
      findings.add(clock(db));
    }
    return findings;
  }

  private Finding version() {
    try {
      Migrations.check(postgres);
      return ok("the tables have the version of this program");
    } catch (SQLException | Fault e) {
      return fault(String.valueOf(e.getMessage()), "run \"equilibrium migrate\"");
    }
  }

  private static List<Finding> role(Connection db, String role) throws SQLException {
    try (var query =
        db.prepareStatement("SELECT rolcanlogin, rolsuper FROM pg_roles WHERE rolname = ?")) {
      query.setString(1, role);
      try (var row = query.executeQuery()) {
        if (!row.next()) {
          return List.of(
              fault("role %s does not exist".formatted(role), "run \"equilibrium migrate\""));
        }
        if (!row.getBoolean(1)) {
          return List.of(
              fault("role %s may not log in".formatted(role), "ALTER ROLE " + role + " LOGIN"));
        }
        return row.getBoolean(2)
            ? List.of(
                fault(
                    "role %s is a superuser: it may do anything".formatted(role),
                    "ALTER ROLE " + role + " NOSUPERUSER"))
            : List.of();
      }
    }
  }

  private static Finding clock(Connection db) throws SQLException {
    long before = System.currentTimeMillis();
    try (var query = db.createStatement();
        var row =
            query.executeQuery("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")) {
      row.next();
      long apart = row.getLong(1) - (before + System.currentTimeMillis()) / 2;
      return apart("the clock of PostgreSQL", apart);
    }
  }

  static Finding apart(String whose, long ms) {
    return Math.abs(ms) <= MOST_APART_MS
        ? ok("%s differs by %d ms from this machine's".formatted(whose, ms))
        : warning(
            "%s differs by %d ms from this machine's".formatted(whose, ms),
            "synchronise the clocks by NTP");
  }
}
