package equilibrium.ingress.follow;

import equilibrium.ingress.intervention.Suspects;
import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.Clients.Suspect;
import equilibrium.schemas.Ids;
import equilibrium.schemas.event.CaseState;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Identity;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code suspicions}: which clients are watched, warned, in quarantine and refused (docs/policy.md
 * 3.6). For a client that is known by its address, the effects are limited to the sessions of the
 * evidence, because people share addresses. A client that is known by a peer id is only watched,
 * because anybody can send that peer id.
 */
public final class SuspicionRows implements FollowedTable.Rows<ClientId> {
  private static final int WARNED = 2;
  private static final int QUARANTINED = 3;
  private static final int REFUSED = 4;

  /** More are not written (schemas, {@code Suspicion.peerIds}). */
  private static final int MOST_SESSIONS = 20;

  private final Clients clients;
  private final Suspects suspects;
  private final Set<ClientId> watched = new HashSet<>();

  public SuspicionRows(Clients clients, Suspects suspects) {
    this.clients = clients;
    this.suspects = suspects;
  }

  @Override
  public String columns() {
    return "level, identity, case_id, case_state, enforced, until_at, peer_ids";
  }

  @Override
  public String condition() {
    return "level > 0";
  }

  @Override
  public RowKey<ClientId> key() {
    return RowKey.CLIENT;
  }

  @Override
  public void put(ClientId client, ResultSet row) throws SQLException {
    int level = row.getInt("level");
    if (level <= 0) {
      remove(client);
      return;
    }
    var identity = row.getString("identity");
    boolean enforced = row.getBoolean("enforced") && !identity.equals(Identity.PEER_ID.name());
    boolean approved = row.getString("case_state").equals(CaseState.APPROVED.name());
    boolean refused = level >= REFUSED && approved;
    long untilMs = level >= QUARANTINED ? row.getTimestamp("until_at").getTime() : 0;
    byte[] sessions = identity.equals(Identity.KEY.name()) ? null : sessions(row);
    var suspect = enforced ? new Suspect(untilMs, refused, sessions) : Suspect.watched();
    if (enforced && level >= WARNED) {
      suspects.put(client, suspect, row.getString("case_id"));
    } else {
      suspects.remove(client);
    }
    watched.add(client);
    clients.suspect(client.bytes(), suspect);
  }

  /** The peer ids, one after the other. */
  private static byte[] sessions(ResultSet row) throws SQLException {
    var peerIds = (byte[][]) row.getArray("peer_ids").getArray();
    var sessions = ByteBuffer.allocate(MOST_SESSIONS * Ids.PEER_ID_BYTES);
    for (byte @Nullable [] peerId : peerIds) {
      boolean fits = peerId != null && peerId.length == Ids.PEER_ID_BYTES;
      if (fits && sessions.hasRemaining()) {
        sessions.put(peerId);
      }
    }
    return Arrays.copyOf(sessions.array(), sessions.position());
  }

  @Override
  public void remove(ClientId client) {
    watched.remove(client);
    suspects.remove(client);
    clients.suspect(client.bytes(), null);
  }

  @Override
  public void end(Set<ClientId> keys) {
    Set.copyOf(watched).stream().filter(client -> !keys.contains(client)).forEach(this::remove);
  }
}
