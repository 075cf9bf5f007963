package equilibrium.scoring.swarm;

import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Registration;
import org.jspecify.annotations.Nullable;

/**
 * What scoring needs of a registration.
 *
 * @param sizeBytes 0: unknown
 * @param isPrivate whether its peers come from trackers only (BEP 27)
 * @param canonical the hash of a hybrid torrent under which it is counted; null: its own hash
 */
public record RegisteredTorrent(long sizeBytes, boolean isPrivate, @Nullable InfoHash canonical) {
  public static final RegisteredTorrent NONE = new RegisteredTorrent(0, false, null);

  public static RegisteredTorrent of(@Nullable Registration registration) {
    if (registration == null) {
      return NONE;
    }
    Long size = registration.getSizeBytes();
    var other = registration.getAliasOf();
    boolean itself = registration.getInfoHash().equals(other);
    return new RegisteredTorrent(
        size == null ? 0 : Math.max(0, size),
        registration.getPrivateTorrent(),
        itself ? null : other);
  }

  public static RegisteredTorrent orNone(@Nullable RegisteredTorrent stored) {
    return stored == null ? NONE : stored;
  }
}
