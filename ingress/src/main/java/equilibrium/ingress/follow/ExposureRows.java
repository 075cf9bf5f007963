package equilibrium.ingress.follow;

import equilibrium.ingress.intervention.Exposure;
import equilibrium.ingress.intervention.Exposures;
import equilibrium.schemas.InterventionKey;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.InterventionKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code interventions}: which clients are to be told about a peer that they were given. What is
 * done to the peer itself is in {@code suspicions}. A sealed address is not named.
 */
public final class ExposureRows implements FollowedTable.Rows<InterventionKey> {
  private static final Logger LOG = LoggerFactory.getLogger(ExposureRows.class);

  private final Exposures exposures;
  private boolean logged;

  public ExposureRows(Exposures exposures) {
    this.exposures = exposures;
  }

  @Override
  public String columns() {
    return "kind, text, address, address_key, port, from_at, until_at, announces";
  }

  @Override
  public String condition() {
    return "kind IN ('%s', '%s')".formatted(InterventionKind.WARN, InterventionKind.FAIL_ONCE);
  }

  @Override
  public RowKey<InterventionKey> key() {
    return RowKey.INTERVENTION;
  }

  @Override
  public void put(InterventionKey recipient, ResultSet row) throws SQLException {
    var kind = kind(row.getString("kind"));
    if (kind == null) {
      exposures.remove(recipient);
      return;
    }
    var exposure =
        new Exposure(
            kind,
            row.getString("text"),
            address(row),
            row.getInt("port"),
            row.getTimestamp("from_at").getTime(),
            row.getTimestamp("until_at").getTime(),
            row.getInt("announces"));
    if (!exposure.isFit()) {
      exposures.remove(recipient);
      warnOnce("an intervention has a text that clients may not get, expected 63 ASCII characters");
    } else if (!exposures.put(recipient, exposure)) {
      warnOnce("limits.interventions is reached: some clients are not warned of bad peers");
    }
  }

  private static @Nullable InterventionKind kind(String name) {
    return switch (name) {
      case "WARN" -> InterventionKind.WARN;
      case "FAIL_ONCE" -> InterventionKind.FAIL_ONCE;
      default -> null;
    };
  }

  private static @Nullable Address address(ResultSet row) throws SQLException {
    byte[] address = row.getBytes("address");
    return address == null || row.getInt("address_key") != 0 ? null : new Address(address);
  }

  private void warnOnce(String what) {
    if (!logged) {
      logged = true;
      LOG.atWarn().log("{}; further ones are not logged", what);
    }
  }

  @Override
  public void remove(InterventionKey recipient) {
    exposures.remove(recipient);
  }

  @Override
  public void end(Set<InterventionKey> keys) {
    exposures.retain(keys);
  }
}
