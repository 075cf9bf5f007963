package equilibrium.scoring.session;

import equilibrium.scoring.rules.Saturating;
import equilibrium.scoring.session.SessionStep.Delta;

/**
 * Bytes sent and received, as reported. Sums stay at the largest long.
 *
 * @param downloaded bytes received and kept
 * @param discarded bytes received and not kept: corrupt or redundant
 */
public record Traffic(long uploaded, long downloaded, long discarded) {
  public static final Traffic NONE = new Traffic(0, 0, 0);

  static Traffic of(Delta delta) {
    return new Traffic(delta.uploaded(), delta.downloaded(), delta.discarded());
  }

  public Traffic plus(Delta delta) {
    return new Traffic(
        Saturating.sum(uploaded, delta.uploaded()),
        Saturating.sum(downloaded, delta.downloaded()),
        Saturating.sum(discarded, delta.discarded()));
  }

  /** Without bytes that are among these; at least 0. */
  public Traffic minus(Traffic other) {
    return new Traffic(
        Math.max(0, uploaded - other.uploaded),
        Math.max(0, downloaded - other.downloaded),
        Math.max(0, discarded - other.discarded));
  }

  /** Bytes received, kept or not. */
  public long received() {
    return Saturating.sum(downloaded, discarded);
  }

  /** Bytes sent and received. */
  public long moved() {
    return Saturating.sum(uploaded, received());
  }
}
