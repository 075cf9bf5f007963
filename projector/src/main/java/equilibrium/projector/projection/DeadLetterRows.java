package equilibrium.projector.projection;

import static equilibrium.projector.table.Type.BYTES;
import static equilibrium.projector.table.Type.JSON;
import static equilibrium.projector.table.Type.TEXT;
import static equilibrium.projector.table.Type.TIME;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import equilibrium.projector.table.Literals;
import equilibrium.projector.table.Table;
import equilibrium.schemas.DeadLetterHeaders;
import equilibrium.schemas.Tables;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * {@code dead-letters → dead_letters}: the record's bytes, and the reason from the headers that the
 * projector or Kafka Streams added.
 */
final class DeadLetterRows implements Projection<byte[], byte[]> {
  /** Characters of a header that are kept: stack traces are long, and the topic has them whole. */
  private static final int LONGEST_HEADER = 2_000;

  private static final Table<ConsumerRecord<byte[], byte[]>> TABLE =
      Table.<ConsumerRecord<byte[], byte[]>>named(Tables.DEAD_LETTERS)
          .set("at", TIME, ConsumerRecord::timestamp)
          .set("key", BYTES, ConsumerRecord::key)
          .set("value", BYTES, ConsumerRecord::value)
          .set("reason", TEXT, letter -> reason(letter.headers()))
          .set("headers", JSON, letter -> json(letter.headers()))
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
  public int apply(Connection db, List<DecodedRecord<byte[], byte[]>> batch) throws SQLException {
    return TABLE.write(db, batch.stream().map(letter -> letter.row(letter.raw())).toList());
  }

  private static String reason(Headers headers) {
    for (var name :
        List.of(
            DeadLetterHeaders.REASON, "__streams.errors.message", "__streams.errors.exception")) {
      var header = headers.lastHeader(name);
      if (header != null && header.value() != null) {
        return text(header.value());
      }
    }
    return "no header gives a reason";
  }

  private static String json(Headers headers) {
    var texts = new TreeMap<String, String>();
    for (var header : headers) {
      texts.put(
          Literals.clean(header.key()),
          header.value() == null ? "" : text(requireNonNull(header.value())));
    }
    return Literals.json(texts);
  }

  private static String text(byte[] value) {
    var text = new String(value, UTF_8);
    return Literals.clean(text.substring(0, Math.min(text.length(), LONGEST_HEADER)));
  }
}
