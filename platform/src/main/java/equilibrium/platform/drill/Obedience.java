package equilibrium.platform.drill;

import equilibrium.platform.EffectiveTime;
import equilibrium.schemas.EnumText;
import equilibrium.schemas.event.NodeDrill;
import java.time.Duration;
import java.time.Instant;

/** What a program makes of a drill that somebody ordered for it. */
sealed interface Obedience {
  /** Longest drill. */
  Duration LONGEST = Duration.ofMinutes(10);

  /** It begins, for this long. */
  record Obeys(Duration time) implements Obedience {}

  /** It is none of ours any more: of a former process, or over. */
  record Ignores() implements Obedience {}

  /** It is not obeyed, because of this. */
  record Refuses(String why) implements Obedience {}

  /**
   * Decides. A drill may end {@link #LONGEST} ahead, and by as much later as clocks may differ.
   *
   * @param boot of this process
   * @param nowMs by this node's clock, real, since 1970
   */
  static Obedience of(NodeDrill drill, long boot, Outages outages, long nowMs) {
    long leftMs = drill.getUntilMs() - nowMs;
    if (drill.getBoot() != boot || leftMs <= 0) {
      return new Ignores();
    }
    if (leftMs > LONGEST.plus(EffectiveTime.AHEAD_LIMIT).toMillis()) {
      return new Refuses(
          "it ends at %s, expected at most %d minutes ahead"
              .formatted(Instant.ofEpochMilli(drill.getUntilMs()), LONGEST.toMinutes()));
    }
    if (!outages.offers(drill.getKind())) {
      return new Refuses(
          "its kind is %s, expected one of: %s"
              .formatted(EnumText.of(drill.getKind()), String.join(", ", outages.kinds())));
    }
    return new Obeys(Duration.ofMillis(leftMs));
  }
}
