package equilibrium.projector.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.projector.Database;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No row has an id of another length, whoever wrote it: an ingress could not read it. */
@ExtendWith(Database.class)
class LengthsTest {

  @BeforeEach
  void empty() throws SQLException {
    Database.empty();
  }

  @ParameterizedTest
  @CsvSource({"15", "17", "0"})
  void aStandingIsOfAClientId(int bytes) {
    assertRefused("client_standings", standing(bytes));
  }

  @ParameterizedTest
  @CsvSource({"16", "19", "32"})
  void aRegistrationIsOfAnInfoHash(int bytes) {
    assertRefused("registrations", registration(bytes));
  }

  @ParameterizedTest
  @CsvSource({"15, 16, 16", "16, 15, 16", "16, 17, NULL", "16, 16, 15"})
  void anAnnounceKeyIsOfIds(int client, int key, String previous) {
    assertRefused("announce_keys", key(client, key, previous));
  }

  @ParameterizedTest
  @CsvSource({"19, 20, 16, 16", "20, 21, 16, 16", "20, 20, 15, 16", "20, 20, 16, 4"})
  void aPeerIsOfIdsAndAnAddress(int infoHash, int peerId, int client, int address) {
    assertRefused("peers", peer(infoHash, peerId, client, address));
  }

  @ParameterizedTest
  @CsvSource({"16", "21"})
  void aBalanceIsOfAnInfoHash(int bytes) {
    assertRefused("swarm_balances", balance(bytes));
  }

  @Test
  void whatIsWellFormedMayBePutInByHand() throws SQLException {
    Database.execute(standing(16));
    Database.execute(registration(20));
    Database.execute(key(16, 16, "NULL"));
    Database.execute(key(16, 16, "16").replace("'00'", "'01'"));
    Database.execute(peer(20, 20, 16, 16));
    Database.execute(balance(20));

    assertThat(Database.rows("announce_keys")).hasSize(2);
  }

  private static void assertRefused(String table, String insert) {
    assertThatThrownBy(() -> Database.execute(insert)).hasMessageContaining(table + "_lengths");
  }

  private static String standing(int bytes) {
    return """
    INSERT INTO client_standings VALUES (%s, 'KEY', now(), now(), 900, 400, 100, 200, 200, 0, 3,
      'by hand', 1, 1, false, 0, 0)
    """
        .formatted(id(bytes));
  }

  private static String registration(int bytes) {
    return """
    INSERT INTO registrations (info_hash, allowed, private, at, by, source_partition,
      source_offset)
    VALUES (%s, true, false, now(), 'by hand', 0, 0)
    """
        .formatted(id(bytes));
  }

  private static String key(int client, int key, String previous) {
    return """
    INSERT INTO announce_keys VALUES (%s, %s, %s, now(), 'ISSUED', '', now(), 'by hand', false,
      0, (SELECT count(*) FROM announce_keys))
    """
        .formatted(
            id(client),
            id(key),
            previous.equals("NULL") ? previous : id(Integer.parseInt(previous)));
  }

  private static String peer(int infoHash, int peerId, int client, int address) {
    return """
    INSERT INTO peers VALUES (%s, %s, 4, %s, 'ADDRESS', '', %s, 0, 6881, 'NONE', 0, 0, 0, now(),
      now(), 1, 1, 1, NULL, false, 0, 0)
    """
        .formatted(id(infoHash), id(peerId), id(client), id(address));
  }

  private static String balance(int bytes) {
    return """
    INSERT INTO swarm_balances VALUES (%s, now(), 0, 0, 0, 0, NULL, 0, 0, 0, 0, 0, false, 0, 0)
    """
        .formatted(id(bytes));
  }

  private static String id(int bytes) {
    return "decode(repeat('00', %d), 'hex')".formatted(bytes);
  }
}
