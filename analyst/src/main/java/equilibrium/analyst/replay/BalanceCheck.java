package equilibrium.analyst.replay;

import equilibrium.schemas.Ids;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.SwarmBalance;
import java.util.HashMap;
import java.util.Map;

/**
 * Compares the newest balance of each swarm of one partition with the one that the fold gave at the
 * same position. Holds all of them.
 */
final class BalanceCheck {
  private final Map<InfoHash, SwarmBalance> newest = new HashMap<>();
  private final Map<InfoHash, SwarmBalance> differing = new HashMap<>();
  private final LeftOut leftOut;
  private final Findings findings;

  BalanceCheck(LiveRecords<SwarmBalance> live, LeftOut leftOut, Findings findings) {
    live.forEach(balance -> newest.put(balance.getInfoHash(), balance));
    this.leftOut = leftOut;
    this.findings = findings;
  }

  void folded(SwarmBalance folded) {
    var other = newest.get(folded.getInfoHash());
    if (other == null || !other.getSource().equals(folded.getSource())) {
      return; // an older one, which compaction removes
    }
    if (other.equals(folded)) {
      findings.compared(name(other), other, folded);
      newest.remove(folded.getInfoHash());
    } else {
      differing.put(folded.getInfoHash(), folded);
    }
  }

  void end() {
    newest.forEach((infoHash, other) -> {
      var folded = differing.get(infoHash);
      if (leftOut.has(infoHash)) {
        return;
      }
      if (folded == null) {
        findings.differ(name(other) + ": the fold has none at its position");
      } else {
        findings.compared(name(other), other, folded);
      }
    });
  }

  private static String name(SwarmBalance balance) {
    return "swarm " + Ids.hex(balance.getInfoHash().bytes());
  }
}
