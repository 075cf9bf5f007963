package equilibrium.anomaly.rate;

import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The upload that one session claims for the time between two announces.
 *
 * @param atMs effective time of the second announce, milliseconds since 1970
 * @param seconds between the announces
 * @param uploaded bytes, as claimed
 * @param downloaded bytes
 * @param source position of the second announce in the log
 * @param previous position of the first one; null: unknown
 * @param reported severity of the finding that this claim alone has already led to; null: none
 */
public record Claim(
    InfoHash infoHash,
    PeerId peerId,
    long atMs,
    long seconds,
    long uploaded,
    long downloaded,
    Position source,
    @Nullable Position previous,
    @Nullable Severity reported) {

  public static Claim of(Contribution contribution) {
    return new Claim(
        contribution.getInfoHash(),
        contribution.getPeerId(),
        contribution.getAtMs(),
        contribution.getSeconds(),
        contribution.getUploadedClaimed(),
        contribution.getDownloaded(),
        contribution.getSource(),
        contribution.getPrevious(),
        null);
  }

  Claim reported(Severity severity) {
    return new Claim(
        infoHash, peerId, atMs, seconds, uploaded, downloaded, source, previous, severity);
  }

  long startMs() {
    return atMs - seconds * 1_000;
  }

  boolean isOfSession(Claim other) {
    return infoHash.equals(other.infoHash) && peerId.equals(other.peerId);
  }

  List<Position> announces() {
    return previous == null ? List.of(source) : List.of(previous, source);
  }
}
