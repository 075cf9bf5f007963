package equilibrium.projector.projection;

import static equilibrium.projector.table.Type.BIGINT;
import static equilibrium.projector.table.Type.BYTES;
import static equilibrium.projector.table.Type.NUMERIC;
import static equilibrium.projector.table.Type.TEXT;
import static equilibrium.projector.table.Type.TIME;

import equilibrium.projector.table.Row;
import equilibrium.projector.table.Table;
import equilibrium.schemas.Tables;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.InfoHash;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * {@code contributions → contributions}: sums for each client in each swarm. The only projection
 * that adds; the sums are exact because the offsets move in the same transaction.
 */
final class Contributions implements Projection<InfoHash, SpecificRecord> {

  /** A client in a swarm. */
  private record Share(InfoHash infoHash, ClientId clientId) {}

  /** Contributions of one share added up. Bytes and seconds; times in milliseconds since 1970. */
  private record Sum(
      Share share,
      Identity identity,
      long announces,
      long seconds,
      long secondsSeeded,
      BigInteger byteSecondsSeeded,
      long uploaded,
      BigInteger uploadedClaimed,
      long downloaded,
      long corrupt,
      long redundant,
      @Nullable Long left,
      long firstAtMs,
      long lastAtMs) {

    static Sum of(Contribution one) {
      return new Sum(
          new Share(one.getInfoHash(), one.getClientId()),
          one.getIdentity(),
          1,
          one.getSeconds(),
          one.getSecondsSeeded(),
          BigInteger.valueOf(one.getByteSecondsSeeded()),
          one.getUploaded(),
          BigInteger.valueOf(one.getUploadedClaimed()),
          one.getDownloaded(),
          one.getCorrupt(),
          one.getRedundant(),
          one.getLeft(),
          one.getAtMs(),
          one.getAtMs());
    }

    /** Throws ArithmeticException beyond 64 bits, as PostgreSQL would refuse the sum. */
    Sum and(Sum later) {
      return new Sum(
          share,
          later.identity,
          announces + later.announces,
          Math.addExact(seconds, later.seconds),
          Math.addExact(secondsSeeded, later.secondsSeeded),
          byteSecondsSeeded.add(later.byteSecondsSeeded),
          Math.addExact(uploaded, later.uploaded),
          uploadedClaimed.add(later.uploadedClaimed),
          Math.addExact(downloaded, later.downloaded),
          Math.addExact(corrupt, later.corrupt),
          Math.addExact(redundant, later.redundant),
          later.left == null ? left : later.left,
          Math.min(firstAtMs, later.firstAtMs),
          Math.max(lastAtMs, later.lastAtMs));
    }
  }

  private static final Table<Sum> TABLE =
      Table.<Sum>named(Tables.CONTRIBUTIONS)
          .key(Tables.INFO_HASH, BYTES, sum -> sum.share().infoHash().bytes())
          .key(Tables.CLIENT_ID, BYTES, sum -> sum.share().clientId().bytes())
          .set("identity", TEXT, sum -> sum.identity().name())
          .add("announces", BIGINT, Sum::announces)
          .add("seconds", BIGINT, Sum::seconds)
          .add("seconds_seeded", BIGINT, Sum::secondsSeeded)
          .add("byte_seconds_seeded", NUMERIC, sum -> sum.byteSecondsSeeded().toString())
          .add("uploaded", BIGINT, Sum::uploaded)
          .add("uploaded_claimed", NUMERIC, sum -> sum.uploadedClaimed().toString())
          .add("downloaded", BIGINT, Sum::downloaded)
          .add("corrupt", BIGINT, Sum::corrupt)
          .add("redundant", BIGINT, Sum::redundant)
          .with("left_bytes", BIGINT, Sum::left, "coalesce(excluded.%1$s, t.%1$s)")
          .with("first_at", TIME, Sum::firstAtMs, "least(t.%1$s, excluded.%1$s)")
          .with("last_at", TIME, Sum::lastAtMs, "greatest(t.%1$s, excluded.%1$s)")
          .merged();

  @Override
  public Refold refold() {
    return Refold.SUMS;
  }

  @Override
  public String table() {
    return TABLE.name();
  }

  @Override
  public int apply(Connection db, List<DecodedRecord<InfoHash, SpecificRecord>> batch)
      throws SQLException {
    var sums = new LinkedHashMap<Share, Row<Sum>>();
    for (var record : batch) {
      if (record.value() instanceof Contribution contribution) { // ticks make no rows
        var sum = Sum.of(contribution);
        sums.merge(
            sum.share(),
            record.row(sum),
            (before, now) -> record.row(before.value().and(now.value())));
      }
    }
    return TABLE.write(db, List.copyOf(sums.values()));
  }
}
