package equilibrium.console.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import equilibrium.console.http.Request;
import equilibrium.console.problem.Refused;
import equilibrium.platform.control.DrawnKey.Authorship;
import equilibrium.schemas.Ids;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Registration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an operator says about a torrent. What is left out stays as it was.
 *
 * @param infoHash only in lines of a bulk
 * @param state {@code allowed} or {@code denied}
 * @param aliasOf the hash under which a hybrid torrent is counted; the torrent's own takes it back
 */
record TorrentBody(
    @Nullable String infoHash,
    @Nullable String state,
    @JsonProperty("private") @Nullable Boolean isPrivate,
    @Nullable String name,
    @Nullable Long sizeBytes,
    @Nullable Integer pieceLength,
    @Nullable String licence,
    @Nullable String aliasOf) {
  private static final int MOST_TEXT = 500;

  /** An info-hash of a list, and nothing else about it. */
  static TorrentBody of(String infoHash, String state) {
    return new TorrentBody(infoHash, state, null, null, null, null, null, null);
  }

  /** The info-hashes whose registrations {@link #over} needs. */
  List<InfoHash> concerned(InfoHash hash) {
    return aliasOf == null ? List.of(hash) : List.of(hash, target());
  }

  /**
   * The registration that follows from this.
   *
   * @param known the registrations of those that are {@linkplain #concerned concerned} and
   *     registered
   */
  Registration over(Map<InfoHash, Registration> known, InfoHash hash, Authorship authorship) {
    check();
    var before = known.get(hash);
    return new Registration(
        hash,
        isAllowed(before),
        first(isPrivate, before != null && before.getPrivateTorrent()),
        name != null ? name : before == null ? null : before.getName(),
        sizeBytes != null ? sizeBytes : before == null ? null : before.getSizeBytes(),
        pieceLength != null ? pieceLength : before == null ? null : before.getPieceLength(),
        licence != null ? licence : before == null ? null : before.getLicence(),
        aliasOf != null ? alias(known, hash) : before == null ? null : before.getAliasOf(),
        authorship.nowMs(),
        authorship.by());
  }

  private @Nullable InfoHash alias(Map<InfoHash, Registration> known, InfoHash hash) {
    var target = target();
    if (target.equals(hash)) {
      return null;
    }
    var other = known.get(target);
    if (other != null && other.getAliasOf() != null) {
      throw Refused.badValue(
          "/aliasOf",
          "\"%s\" is an alias itself, expected its canonical hash %s"
              .formatted(aliasOf, Ids.hex(other.getAliasOf().bytes())));
    }
    return target;
  }

  private InfoHash target() {
    return new InfoHash(Request.id("/aliasOf", String.valueOf(aliasOf), Ids.INFO_HASH_BYTES));
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
