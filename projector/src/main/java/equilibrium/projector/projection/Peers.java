package equilibrium.projector.projection;

import static equilibrium.projector.table.Type.BIGINT;
import static equilibrium.projector.table.Type.BOOLEAN;
import static equilibrium.projector.table.Type.BYTES;
import static equilibrium.projector.table.Type.INTEGER;
import static equilibrium.projector.table.Type.TEXT;
import static equilibrium.projector.table.Type.TIME;

import equilibrium.platform.EffectiveTime;
import equilibrium.projector.table.Row;
import equilibrium.projector.table.Table;
import equilibrium.schemas.Tables;
import equilibrium.schemas.event.AddressFamily;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * {@code announces → peers}: the newest announce of each session and address family by (time
 * received, event id), so that a late one changes nothing and a stopped peer stays stopped.
 */
final class Peers implements Projection<InfoHash, SpecificRecord> {

  /** Announces of one session and family replace each other. */
  private record Session(InfoHash infoHash, PeerId peerId, AddressFamily family) {
    static Session of(Announced announced) {
      return new Session(announced.getInfoHash(), announced.getPeerId(), announced.getFamily());
    }
  }

  /** An announce and its effective time. */
  private record Timed(Announced announced, long atMs) {
    static final Comparator<Timed> ORDER =
        Comparator.comparingLong(Timed::atMs)
            .thenComparingLong(timed -> timed.id().getBoot())
            .thenComparingLong(timed -> timed.id().getSequence())
            .thenComparingLong(timed -> timed.id().getNode());

    EventId id() {
      return announced.getEventId();
    }

    boolean stopped() {
      return announced.getEvent() == AnnounceEvent.STOPPED;
    }
  }

  private static final String LATER =
      """
      (t.received_at, t.event_boot, t.event_sequence, t.event_node)
        < (excluded.received_at, excluded.event_boot, excluded.event_sequence, excluded.event_node)
      """;

  private static final Table<Timed> TABLE =
      Table.<Timed>named(Tables.PEERS)
          .key(Tables.INFO_HASH, BYTES, timed -> timed.announced().getInfoHash().bytes())
          .key("peer_id", BYTES, timed -> timed.announced().getPeerId().bytes())
          .key(
              "family",
              INTEGER,
              timed -> timed.announced().getFamily() == AddressFamily.IPV4 ? 4 : 6)
          .set("client_id", BYTES, timed -> timed.announced().getClientId().bytes())
          .set("identity", TEXT, timed -> timed.announced().getIdentity().name())
          .set("network_id", BYTES, timed -> timed.announced().getNetworkId().bytes())
          .set("address", BYTES, timed -> timed.announced().getAddress().bytes())
          .set("address_key", INTEGER, timed -> timed.announced().getAddressKey())
          .set("port", INTEGER, timed -> timed.announced().getPort())
          .set("event", TEXT, timed -> timed.announced().getEvent().name())
          .set("uploaded", BIGINT, timed -> timed.announced().getUploaded())
          .set("downloaded", BIGINT, timed -> timed.announced().getDownloaded())
          .set("left_bytes", BIGINT, timed -> timed.announced().getLeft())
          .set("received_at", TIME, Timed::atMs)
          .set("session_started_at", TIME, timed -> timed.announced().getSessionStartedAtMs())
          .set("event_node", BIGINT, timed -> timed.id().getNode())
          .set("event_boot", BIGINT, timed -> timed.id().getBoot())
          .set("event_sequence", BIGINT, timed -> timed.id().getSequence())
          .set("user_agent", TEXT, timed -> timed.announced().getUserAgent())
          .set("deleted", BOOLEAN, Timed::stopped)
          .newestBy(LATER);

  private final EffectiveTime time;

  Peers(EffectiveTime time) {
    this.time = time;
  }

  @Override
  public Refold refold() {
    return Refold.RECENT;
  }

  @Override
  public String table() {
    return TABLE.name();
  }

  @Override
  public int apply(Connection db, List<DecodedRecord<InfoHash, SpecificRecord>> batch)
      throws SQLException {
    var newest = new LinkedHashMap<Session, Row<Timed>>();
    for (var record : batch) {
      if (record.value() instanceof Announced announced) { // ticks make no row
        long atMs = time.of(announced.getReceivedAtMs(), record.raw().timestamp());
        newest.merge(Session.of(announced), record.row(new Timed(announced, atMs)), Peers::later);
      }
    }
    return TABLE.write(db, List.copyOf(newest.values()));
  }

  private static Row<Timed> later(Row<Timed> one, Row<Timed> other) {
    return Timed.ORDER.compare(one.value(), other.value()) < 0 ? other : one;
  }
}
