package equilibrium.projector;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code peer_info} and {@code contents}, as the replicated-tracker design has them. */
@ExtendWith(Database.class)
class ReplicatedTrackerViewsTest {
  private static final String ALPHA = "aa".repeat(20);
  private static final String BETA = "bb".repeat(20);
  private static final String IPV4 = "00000000000000000000ffffc0000207";
  private static final String IPV6 = "20010db800000000000000000000ffff";

  @BeforeEach
  void listPeers() throws SQLException {
    Database.empty();
    peer(ALPHA, "01", IPV4, 6881);
    peer(BETA, "02", IPV4, 6881);
    peer(BETA, "03", IPV6, 51413);
  }

  @Test
  void everyEndpointIsOnePeerAndHasWhatItAnnounced() throws SQLException {
    assertThat(Database.query("SELECT host || ' ' || port FROM peer_info ORDER BY 1"))
        .containsExactly("192.0.2.7 6881", "2001:db8::ffff 51413");
    assertThat(contents())
        .containsExactly(ALPHA + " 192.0.2.7", BETA + " 192.0.2.7", BETA + " 2001:db8::ffff");
  }

  @Test
  void aPeerThatStoppedIsInNeither() throws SQLException {
    Database.execute("UPDATE peers SET deleted = true WHERE family = 6");

    assertThat(Database.query("SELECT host FROM peer_info")).containsExactly("192.0.2.7");
    assertThat(contents()).containsExactly(ALPHA + " 192.0.2.7", BETA + " 192.0.2.7");
  }

  @Test
  void aSealedAddressIsNotShown() throws SQLException {
    Database.execute("UPDATE peers SET address_key = 1");

    assertThat(Database.query("SELECT host FROM peer_info")).isEmpty();
    assertThat(contents()).isEmpty();
  }

  @Test
  void anIdOutlivesTheComingAndGoingOfOthers() throws SQLException {
    var id = Database.query("SELECT id FROM peer_info WHERE port = 51413");

    Database.execute("DELETE FROM peers WHERE family = 4");
    peer(ALPHA, "09", IPV6, 51414);

    assertThat(Database.query("SELECT id FROM peer_info WHERE port = 51413")).isEqualTo(id);
  }

  /** 200,000 endpoints in a space of 2^31: about nine pairs of them share a hash. */
  @Test
  void noTwoEndpointsShareAnId() throws SQLException {
    Database.execute(
        """
        INSERT INTO peers
        SELECT info_hash, int4send(n) || substring(peer_id FOR 16), family, client_id, identity,
          network_id, substring(address FOR 12) || int4send(n), address_key, port, event, uploaded,
          downloaded, left_bytes, received_at, session_started_at, event_node, event_boot,
          event_sequence, user_agent, deleted, source_partition, source_offset
        FROM peers, generate_series(1, 200000) n WHERE peer_id = decode(repeat('01', 20), 'hex')
        """);

    assertThat(Database.query("SELECT count(DISTINCT id) FROM peer_info"))
        .containsExactly("200002");
    assertThat(Database.query("SELECT count(*) FROM contents")).containsExactly("200003");
    assertThat(
            Database.query(
                """
                SELECT count(*) FROM endpoints
                WHERE id <> ('x' || left(encode(sha256(address || int4send(port)), 'hex'), 8))
                  ::bit(32)::bigint % 2130706432
                """))
        .as("endpoints that had to take the next number")
        .singleElement()
        .satisfies(moved -> assertThat(Integer.parseInt(moved)).isBetween(1, 40));
  }

  @Test
  void theColumnsAreTheDesigns() throws SQLException {
    assertThat(
            Database.query(
                """
                SELECT a.attrelid::regclass || '.' || attname || ' ' || format_type(atttypid, atttypmod)
                FROM pg_attribute a WHERE attrelid IN ('peer_info'::regclass, 'contents'::regclass)
                ORDER BY attrelid, attnum
                """))
        .isEqualTo(
            List.of(
                "peer_info.id integer",
                "peer_info.host character varying(255)",
                "peer_info.port integer",
                "contents.sha1 character(40)",
                "contents.peer_id integer"));
  }

  private static List<String> contents() throws SQLException {
    return Database.query(
        "SELECT sha1 || ' ' || host FROM contents JOIN peer_info ON peer_id = id ORDER BY 1");
  }

  private static void peer(String hash, String id, String address, int port) throws SQLException {
    Database.execute(
        """
        INSERT INTO peers VALUES (decode('%1$s', 'hex'), decode(repeat('%2$s', 20), 'hex'), %3$d,
          decode(repeat('00', 16), 'hex'), 'ADDRESS', '', decode('%4$s', 'hex'), 0, %5$d, 'NONE', 0, 0, 0, now(), now(), 1, 1, 1,
          NULL, false, 0, 0)
        """
            .formatted(hash, id, address.equals(IPV4) ? 4 : 6, address, port));
  }
}
