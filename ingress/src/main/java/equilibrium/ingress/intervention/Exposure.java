package equilibrium.ingress.intervention;

import equilibrium.ingress.announce.Notice;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.InterventionKind;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client is to be told about a peer that it was given. Times are tracker time, milliseconds
 * since 1970.
 *
 * @param kind WARN or FAIL_ONCE
 * @param text ASCII, at most 63 bytes
 * @param blocked address that is named; null: none
 * @param port of the peer where only that is meant; 0: the whole address
 * @param fromMs in force from
 * @param untilMs in force until, not included
 * @param announces replies that carry it, at most
 */
public record Exposure(
    InterventionKind kind,
    String text,
    @Nullable Address blocked,
    int port,
    long fromMs,
    long untilMs,
    int announces) {
  private static final Pattern PRINTABLE = Pattern.compile("[ -~]{1,63}");

  /** rTorrent takes a warning with one of these for a failure; Transmission stops announcing. */
  private static final Pattern FORBIDDEN =
      Pattern.compile(
          "unregistered|not registered|torrent cannot be found", Pattern.CASE_INSENSITIVE);

  /** Whether it may be shown to clients: rows can be edited by hand. */
  public boolean isFit() {
    return PRINTABLE.matcher(text).matches() && !FORBIDDEN.matcher(text).find();
  }

  boolean isInForce(long nowMs) {
    return fromMs <= nowMs && nowMs < untilMs;
  }

  Notice.Warning warning() {
    return new Notice.Warning(text, blocked, port);
  }
}
