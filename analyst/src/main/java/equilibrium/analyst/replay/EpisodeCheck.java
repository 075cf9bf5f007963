package equilibrium.analyst.replay;

import equilibrium.schemas.Ids;
import equilibrium.schemas.event.SwarmEpisode;
import java.time.Instant;

/**
 * Compares episodes of one partition in their order. It ends when a swarm is left out, because
 * episodes of a partition share a baseline.
 */
final class EpisodeCheck {
  private final LiveRecords<SwarmEpisode> live;
  private final LeftOut leftOut;
  private final Findings findings;
  private final FoldedEpisodes kept;
  private boolean isOver;

  /** Whether the topic has everything from here on. */
  private boolean hasBegun;

  /**
   * A check of one partition.
   *
   * @param kept gets the episodes that the topic has, too
   */
  EpisodeCheck(
      LiveRecords<SwarmEpisode> live, LeftOut leftOut, Findings findings, FoldedEpisodes kept) {
    this.live = live;
    this.leftOut = leftOut;
    this.findings = findings;
    this.kept = kept;
    this.hasBegun = live.isWhole();
  }

  void folded(SwarmEpisode folded) {
    isOver |= !leftOut.isEmpty();
    if (isOver) {
      kept.breakOff();
      return;
    }
    var other = live.peek();
    hasBegun |= other != null && isSame(other, folded);
    if (!hasBegun) {
      findings.forgotten();
      kept.forgotten(folded);
      return;
    }
    live.skip();
    if (other == null) {
      findings.pending();
    } else if (isSame(other, folded)) {
      findings.compared(name(folded), other, folded);
      kept.add(folded, live.place());
    } else {
      isOver = true;
      kept.breakOff();
      findings.differ(
          "%s: the topic has %s in its place, and the rest of the partition is not compared"
              .formatted(name(folded), name(other)));
    }
  }

  void end() {
    var other = live.peek();
    if (!isOver && leftOut.isEmpty() && other != null) {
      findings.differ(name(other) + ": the fold has none");
    }
  }

  private static boolean isSame(SwarmEpisode one, SwarmEpisode other) {
    return one.getInfoHash().equals(other.getInfoHash()) && one.getStartMs() == other.getStartMs();
  }

  private static String name(SwarmEpisode episode) {
    return "episode of swarm %s from %s"
        .formatted(
            Ids.hex(episode.getInfoHash().bytes()), Instant.ofEpochMilli(episode.getStartMs()));
  }
}
