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

  /** Whose announces replace each other. */
  private record Session(InfoHash infoHash, PeerId peerId, AddressFamily family) {
    static Session of(Announced announced) {
      return new Session(announced.getInfoHash(), announced.getPeerId(), announced.getFamily());
    }
  }

  /** An announce and its effective time. */
  private record Heard(Announced announced, long atMs) {
    static final Comparator<Heard> ORDER =
        Comparator.comparingLong(Heard::atMs)
            .thenComparingLong(heard -> heard.id().getBoot())
            .thenComparingLong(heard -> heard.id().getSequence())
            .thenComparingLong(heard -> heard.id().getNode());

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

  private static final Table<Heard> TABLE =
      Table.<Heard>named(Tables.PEERS)
          .key(Tables.INFO_HASH, BYTES, heard -> heard.announced().getInfoHash().bytes())
          .key("peer_id", BYTES, heard -> heard.announced().getPeerId().bytes())
          .key(
              "family",
              INTEGER,
              heard -> heard.announced().getFamily() == AddressFamily.IPV4 ? 4 : 6)
          .set("client_id", BYTES, heard -> heard.announced().getClientId().bytes())
          .set("identity", TEXT, heard -> heard.announced().getIdentity().name())
          .set("network_id", BYTES, heard -> heard.announced().getNetworkId().bytes())
          .set("address", BYTES, heard -> heard.announced().getAddress().bytes())
          .set("address_key", INTEGER, heard -> heard.announced().getAddressKey())
          .set("port", INTEGER, heard -> heard.announced().getPort())
          .set("event", TEXT, heard -> heard.announced().getEvent().name())
          .set("uploaded", BIGINT, heard -> heard.announced().getUploaded())
          .set("downloaded", BIGINT, heard -> heard.announced().getDownloaded())
          .set("left_bytes", BIGINT, heard -> heard.announced().getLeft())
          .set("received_at", TIME, Heard::atMs)
          .set("session_started_at", TIME, heard -> heard.announced().getSessionStartedAtMs())
          .set("event_node", BIGINT, heard -> heard.id().getNode())
          .set("event_boot", BIGINT, heard -> heard.id().getBoot())
          .set("event_sequence", BIGINT, heard -> heard.id().getSequence())
          .set("user_agent", TEXT, heard -> heard.announced().getUserAgent())
          .set("deleted", BOOLEAN, Heard::stopped)
          .newestBy(LATER);

  private final EffectiveTime time;

  Peers(EffectiveTime time) {
    this.time = time;
  }

  @Override
  public String table() {
    return TABLE.name();
  }

  @Override
  public int apply(Connection db, List<DecodedRecord<InfoHash, SpecificRecord>> batch)
      throws SQLException {
    var newest = new LinkedHashMap<Session, Row<Heard>>();
    for (var record : batch) {
      if (record.value() instanceof Announced announced) { // and not a tick
        long atMs = time.of(announced.getReceivedAtMs(), record.raw().timestamp());
        newest.merge(Session.of(announced), record.row(new Heard(announced, atMs)), Peers::later);
      }
    }
    return TABLE.write(db, List.copyOf(newest.values()));
  }

  private static Row<Heard> later(Row<Heard> one, Row<Heard> other) {
    return Heard.ORDER.compare(one.value(), other.value()) < 0 ? other : one;
  }
}
