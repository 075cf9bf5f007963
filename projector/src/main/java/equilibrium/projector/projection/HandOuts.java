package equilibrium.projector.projection;

import static equilibrium.projector.table.Type.BIGINT;
import static equilibrium.projector.table.Type.BYTES;
import static equilibrium.projector.table.Type.INTEGER;
import static equilibrium.projector.table.Type.TIME;

import equilibrium.projector.table.Row;
import equilibrium.projector.table.Table;
import equilibrium.schemas.Tables;
import equilibrium.schemas.event.HandOut;
import equilibrium.schemas.event.InfoHash;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** {@code hand-outs → hand_outs}: one row for each record, keyed by partition and offset. */
final class HandOuts implements Projection<InfoHash, HandOut> {
  private static final Table<HandOut> TABLE =
      Table.<HandOut>named(Tables.HAND_OUTS)
          .set("event_node", BIGINT, out -> out.getEventId().getNode())
          .set("event_boot", BIGINT, out -> out.getEventId().getBoot())
          .set("event_sequence", BIGINT, out -> out.getEventId().getSequence())
          .set("at", TIME, HandOut::getAtMs)
          .set("info_hash", BYTES, out -> out.getInfoHash().bytes())
          .set("client_id", BYTES, out -> out.getClientId().bytes())
          .set("peer_id", BYTES, out -> out.getPeerId().bytes())
          .set("address_key", INTEGER, HandOut::getAddressKey)
          .set("endpoints", BYTES, out -> bytes(out.getEndpoints()))
          .once();

  @Override
  public Refold refold() {
    return Refold.HISTORY;
  }

  @Override
  public String table() {
    return TABLE.name();
  }

  @Override
  public int apply(Connection db, List<DecodedRecord<InfoHash, HandOut>> batch)
      throws SQLException {
    var rows = new ArrayList<Row<HandOut>>(batch.size());
    for (var record : batch) {
      var value = record.value();
      if (value != null) {
        rows.add(record.row(value));
      }
    }
    return TABLE.write(db, rows);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
