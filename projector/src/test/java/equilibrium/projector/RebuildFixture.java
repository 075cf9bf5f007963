package equilibrium.projector;

import static equilibrium.projector.Samples.announced;
import static equilibrium.projector.Samples.client;
import static equilibrium.projector.Samples.contribution;
import static equilibrium.projector.Samples.swarm;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.Platform;
import equilibrium.platform.PostgresSettings;
import equilibrium.schemas.Tables;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.ClientStanding;
import equilibrium.schemas.event.HandOut;
import equilibrium.schemas.event.Registration;
import equilibrium.schemas.event.SumKind;
import equilibrium.schemas.event.SwarmBalance;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A log with records in every topic, a database, and the projectors between them. */
@ExtendWith(Database.class)
@Timeout(120)
abstract class RebuildFixture {
  private static final List<String> COMPARED =
      Tables.all().stream().filter(table -> !table.equals(Tables.MEMBERS)).toList();

  LogFixture log;
  PostgresSettings postgres;
  Platform platform;

  @BeforeEach
  void start() throws SQLException {
    log = new LogFixture();
    postgres = Database.fresh();
    Migrations.apply(postgres);
    platform = log.platform(postgres);
  }

  @AfterEach
  void stop() throws Exception {
    log.close();
  }

  /** A projector projects records with these numbers, and stops. */
  void projectEverything(int from, int to) throws Exception {
    try (var _ = log.projector(platform)) {
      logEverything(from, to);
      log.awaitProjected(postgres);
    }
  }

  /** Records of swarms and clients with these numbers in every topic but members. */
  void logEverything(int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      var swarm = swarm(i);
      long now = System.currentTimeMillis();
      log.log(Topics.ANNOUNCES, swarm, announced(i, now).setInfoHash(swarm).build());
      log.log(
          Topics.CONTRIBUTIONS, swarm, contribution(now).setInfoHash(swarm).setUploaded(i).build());
      var registration =
          Registration.newBuilder(Samples.registration("torrent " + i)).setInfoHash(swarm).build();
      log.log(Topics.REGISTRATIONS, swarm, registration);
      log.log(Topics.CLIENT_STANDINGS, client(i), standing(i));
      log.log(Topics.TIER_CUTS, Topics.CUTS_KEY, Samples.cuts(i));
      var balance = SwarmBalance.newBuilder(Samples.balance(i)).setInfoHash(swarm).build();
      log.log(Topics.SWARM_BALANCES, swarm, balance);
      var anomaly =
          Anomaly.newBuilder(Samples.anomaly()).setCaseId("case-%03d".formatted(i)).build();
      log.log(Topics.ANOMALIES, client(3), anomaly);
      log.log(Topics.HAND_OUTS, swarm, HandOut.newBuilder(Samples.handOut()).setAtMs(now).build());
      log.log(Topics.DEAD_LETTERS, new byte[] {(byte) i}, new byte[] {1});
    }
    log.log(Topics.REGISTRATIONS, swarm(from), null);
  }

  static ClientStanding standing(int number) {
    return ClientStanding.newBuilder(Samples.standing(number, SumKind.ONLINE_SECONDS))
        .setClientId(client(number))
        .build();
  }

  /** A projector that has seen nothing before folds the same log into a database of its own. */
  void assertEqualsAFreshFold() throws Exception {
    var fresh = Database.fresh();
    Migrations.apply(fresh);
    try (var _ = log.projector(log.platform(fresh))) {
      log.awaitProjected(fresh);
    }
    for (var table : COMPARED) {
      assertThat(rows(postgres, table)).as(table).isEqualTo(rows(fresh, table));
    }
  }

  static List<String> rows(PostgresSettings postgres, String table) throws SQLException {
    return query(
        postgres,
        table.equals(Tables.PROJECTED_OFFSETS)
            ? "SELECT topic || next_offset FROM projected_offsets WHERE topic <> 'members' ORDER BY 1"
            : """
            SELECT (to_jsonb(t) - 'tier_offset' - 'completed_offset')::text FROM %s t
            WHERE to_jsonb(t) ->> 'deleted' IS DISTINCT FROM 'true' ORDER BY 1
            """
                .formatted(table));
  }

  String facts() {
    return platform.health().facts().toString();
  }

  static String hex(int fill) {
    return "\\x" + "%02x".formatted(fill).repeat(20);
  }

  List<String> query(String sql) throws SQLException {
    return query(postgres, sql);
  }

  static List<String> query(PostgresSettings postgres, String sql) throws SQLException {
    try (var db = postgres.connect("test");
        var statement = db.createStatement();
        var rows = statement.executeQuery(sql)) {
      var texts = new ArrayList<String>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }

  void execute(String sql) throws SQLException {
    try (var db = postgres.connect("test");
        var statement = db.createStatement()) {
      statement.execute(sql);
    }
  }
}
