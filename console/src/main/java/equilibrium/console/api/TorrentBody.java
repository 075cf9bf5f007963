package equilibrium.console.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import equilibrium.console.problem.Refused;
import equilibrium.platform.control.DrawnKey.Authorship;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Registration;
import org.jspecify.annotations.Nullable;

/**
 * What an operator says about a torrent. What is left out stays as it was.
 *
 * @param infoHash only in lines of a bulk
 * @param state {@code allowed} or {@code denied}
 */
record TorrentBody(
    @Nullable String infoHash,
    @Nullable String state,
    @JsonProperty("private") @Nullable Boolean isPrivate,
    @Nullable String name,
    @Nullable Long sizeBytes,
    @Nullable Integer pieceLength,
    @Nullable String licence) {
  private static final int MOST_TEXT = 500;

  /** An info-hash of a list, and nothing else about it. */
  static TorrentBody of(String infoHash, String state) {
    return new TorrentBody(infoHash, state, null, null, null, null, null);
  }

  /**
   * The registration that follows from this.
   *
   * @param before null: the torrent is not registered
   */
  Registration over(@Nullable Registration before, InfoHash hash, Authorship authorship) {
    check();
    return new Registration(
        hash,
        isAllowed(before),
        first(isPrivate, before != null && before.getPrivateTorrent()),
        name != null ? name : before == null ? null : before.getName(),
        sizeBytes != null ? sizeBytes : before == null ? null : before.getSizeBytes(),
        pieceLength != null ? pieceLength : before == null ? null : before.getPieceLength(),
        licence != null ? licence : before == null ? null : before.getLicence(),
        before == null ? null : before.getAliasOf(),
        authorship.nowMs(),
        authorship.by());
  }

  private static boolean first(@Nullable Boolean given, boolean otherwise) {
    return given == null ? otherwise : given;
  }

  private boolean isAllowed(@Nullable Registration before) {
    if (state == null && before != null) {
      return before.getAllowed();
    }
    return switch (state) {
      case "allowed" -> true;
      case "denied" -> false;
      case null, default ->
          throw Refused.badValue("/state", "\"%s\", expected allowed or denied".formatted(state));
    };
  }

  private void check() {
    if (sizeBytes != null && sizeBytes < 0) {
      throw Refused.badValue("/sizeBytes", "%d, expected at least 0".formatted(sizeBytes));
    }
    if (pieceLength != null && pieceLength < 1) {
      throw Refused.badValue("/pieceLength", "%d, expected at least 1".formatted(pieceLength));
    }
    checkLength("/name", name);
    checkLength("/licence", licence);
  }

  private static void checkLength(String pointer, @Nullable String text) {
    if (text != null && text.length() > MOST_TEXT) {
      throw Refused.badValue(
          pointer, "%d characters, expected at most %d".formatted(text.length(), MOST_TEXT));
    }
  }
}
