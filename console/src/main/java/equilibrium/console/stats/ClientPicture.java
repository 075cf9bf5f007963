package equilibrium.console.stats;

import equilibrium.console.shape.Client;
import equilibrium.console.store.ClientRows;
import equilibrium.console.store.Database;
import java.time.Instant;
import java.util.List;

/** The clients with the highest scores. */
public final class ClientPicture {
  static final int MOST_TOP = 100;

  /** The list, and when it was read. */
  public record Top(Instant asOf, List<Client> clients) {
    public Top {
      clients = List.copyOf(clients);
    }
  }

  private final Database database;

  ClientPicture(Database database) {
    this.database = database;
  }

  Top read() {
    return new Top(
        Instant.now(),
        database.list(
            ClientRows.all().then("ORDER BY score DESC, client_id LIMIT ?", MOST_TOP),
            ClientRows::client));
  }
}
