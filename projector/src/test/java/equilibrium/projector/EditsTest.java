package equilibrium.projector;

import static equilibrium.projector.Samples.client;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import equilibrium.schemas.Channels;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.SumKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** How followers are notified of rows that are changed by hand. */
@ExtendWith(Database.class)
class EditsTest {
  private Rig rig;
  private Connection follower;

  @BeforeEach
  void listen() throws Exception {
    rig = Rig.fresh();
    rig.log(Topics.CLIENT_STANDINGS, client(3), Samples.standing(1, SumKind.ONLINE_SECONDS))
        .log(Topics.REGISTRATIONS, Samples.swarm(1), Samples.registration("a name"))
        .log(Topics.INTERVENTIONS, Samples.INTERVENTION, Samples.intervention())
        .step();
    follower = Database.connect();
    try (var listen = follower.createStatement()) {
      listen.execute("LISTEN equilibrium; LISTEN equilibrium_edits");
    }
  }

  @AfterEach
  void close() throws SQLException {
    follower.close();
    rig.close();
  }

  @Test
  void aChangedRowIsNotifiedByItsKey() throws Exception {
    Database.execute("UPDATE client_standings SET tier = 3");
    Database.execute("UPDATE registrations SET allowed = false, source_offset = 17");

    assertThat(edits())
        .containsExactly("client_standings " + hex(16, 3), "registrations " + hex(20, 1));
  }

  @Test
  void anInsertedOrDeletedRowIsNotifiedByItsKey() throws Exception {
    standings(1);
    Database.execute(
        "DELETE FROM client_standings WHERE client_id = '\\x%s'".formatted(hex(16, 3)));

    assertThat(edits())
        .containsExactly("client_standings " + hex(16, 1), "client_standings " + hex(16, 3));
  }

  @Test
  void aRowWhoseKeyChangesIsNotifiedByBothKeys() throws Exception {
    Database.execute("UPDATE client_standings SET client_id = '\\x%s'".formatted(hex(16, 9)));

    assertThat(edits())
        .containsExactly("client_standings " + hex(16, 3), "client_standings " + hex(16, 9));
  }

  @Test
  void manyRowsInOneTransactionAreNotifiedByTheirTable() throws Exception {
    standings(200);

    assertThat(edits())
        .hasSize(101)
        .contains("client_standings", "client_standings " + hex(16, 100))
        .doesNotContain("client_standings " + hex(16, 101));
  }

  @Test
  void theNextTransactionIsNotifiedRowByRowAgain() throws Exception {
    standings(200);
    edits();

    Database.execute("UPDATE client_standings SET tier = 3 WHERE rules_version = 200");

    assertThat(edits()).containsExactly("client_standings " + hex(16, 200));
  }

  @Test
  void anEmptiedTableIsNotified() throws Exception {
    Database.execute("TRUNCATE registrations");

    assertThat(edits()).containsExactly("registrations");
  }

  @Test
  void aSuspicionThatIsChangedByHandIsNotifiedByItsKey() throws Exception {
    rig.log(Topics.SUSPICIONS, client(4), Samples.suspicion(4)).step();
    edits();

    Database.execute("UPDATE suspicions SET level = 0");

    assertThat(edits()).containsExactly("suspicions " + hex(16, 4));
  }

  @Test
  void interventionsAreNotifiedWithoutAKey() throws Exception {
    Database.execute("UPDATE interventions SET announces = 0");

    assertThat(edits()).containsExactly("interventions");
  }

  @Test
  void rowsThatTheProjectorWritesOrPurgesAreNoEdits() throws Exception {
    rig.log(Topics.CLIENT_STANDINGS, client(3), Samples.standing(2, SumKind.ONLINE_SECONDS))
        .log(Topics.CLIENT_STANDINGS, client(4), null)
        .log(Topics.REGISTRATIONS, Samples.swarm(1), null)
        .log(Topics.REGISTRATIONS, Samples.swarm(2), Samples.registration("another"))
        .step();
    Database.execute("DELETE FROM registrations WHERE deleted");

    assertThat(notifications())
        .extracting(PGNotification::getName, PGNotification::getParameter)
        .containsExactlyInAnyOrder(
            tuple(Channels.PROJECTED, "client_standings"),
            tuple(Channels.PROJECTED, "registrations"));
  }

  /** Clients 1, 2, … with a standing of rules version 1, 2, … */
  private static void standings(int clients) throws SQLException {
    Database.execute(
        """
        INSERT INTO client_standings
        SELECT decode(repeat(lpad(to_hex(n), 2, '0'), 16), 'hex'), identity, at, first_seen_at, score,
          recent_seeding_size, average_seeding_size, seeding_time, ratio, suspicion, tier, why,
          n, cuts_epoch, deleted, 1, n
        FROM client_standings, generate_series(1, %d) n
        WHERE rules_version = 1
        ON CONFLICT (client_id) DO UPDATE SET rules_version = excluded.rules_version
        """
            .formatted(clients));
  }

  private static String hex(int bytes, int fill) {
    return "%02x".formatted(fill).repeat(bytes);
  }

  private List<String> edits() throws SQLException {
    return notifications()
        .filter(notification -> notification.getName().equals(Channels.EDITED))
        .map(PGNotification::getParameter)
        .toList();
  }

  /** What has come so far: a notification is there when its transaction has ended. */
  private Stream<PGNotification> notifications() throws SQLException {
    try (var ask = follower.createStatement()) {
      ask.execute("SELECT 1");
    }
    return Arrays.stream(follower.unwrap(PGConnection.class).getNotifications());
  }
}
