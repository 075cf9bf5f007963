package equilibrium.analyst.replay;

import equilibrium.schemas.Ids;
import equilibrium.schemas.event.Contribution;
import org.jspecify.annotations.Nullable;

/**
 * Compares contributions of one partition. Both sides come in the order of their announces, and
 * each announce has at most one.
 */
final class ContributionCheck {
  private final LiveRecords<Contribution> live;
  private final LeftOut leftOut;
  private final Findings findings;

  /** Whether the topic has everything from here on. */
  private boolean hasBegun;

  ContributionCheck(LiveRecords<Contribution> live, LeftOut leftOut, Findings findings) {
    this.live = live;
    this.leftOut = leftOut;
    this.findings = findings;
    this.hasBegun = live.isWhole();
  }

  void folded(Contribution folded) {
    if (leftOut.has(folded.getInfoHash())) {
      return;
    }
    var other = next();
    hasBegun |= other != null && offset(other) <= offset(folded);
    if (!hasBegun) {
      findings.forgotten();
      return;
    }
    while (other != null && offset(other) < offset(folded)) {
      unknownToTheFold(other);
      live.skip();
      other = next();
    }
    if (other == null) {
      findings.pending();
    } else if (other.getSource().equals(folded.getSource())) {
      findings.compared(name(folded), other, folded);
      live.skip();
    } else {
      findings.differ(name(folded) + ": the topic has none");
    }
  }

  /** What is left in the topic has no counterpart. */
  void end() {
    for (var other = next(); other != null; other = next()) {
      unknownToTheFold(other);
      live.skip();
    }
  }

  private void unknownToTheFold(Contribution other) {
    findings.differ(name(other) + ": the fold has none");
  }

  private @Nullable Contribution next() {
    var next = live.peek();
    while (next != null && leftOut.has(next.getInfoHash())) {
      live.skip();
      next = live.peek();
    }
    return next;
  }

  private static long offset(Contribution contribution) {
    return contribution.getSource().getOffset();
  }

  private static String name(Contribution contribution) {
    return "announce at offset %d of partition %d, swarm %s"
        .formatted(
            offset(contribution),
            contribution.getSource().getPartition(),
            Ids.hex(contribution.getInfoHash().bytes()));
  }
}
