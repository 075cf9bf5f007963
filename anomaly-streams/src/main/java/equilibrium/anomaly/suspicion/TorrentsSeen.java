package equilibrium.anomaly.suspicion;

import equilibrium.schemas.event.InfoHash;
import java.util.ArrayList;
import java.util.List;

/**
 * The swarms that the evidence comes from.
 *
 * @param swarms the newest, at most {@link #MOST}
 * @param named most swarms that one finding named, shadow ones included
 * @param namedWithEffect the same of findings that are not shadow ones
 */
record TorrentsSeen(List<Swarm> swarms, int named, int namedWithEffect) {
  static final int MOST = 64;
  static final TorrentsSeen NONE = new TorrentsSeen(List.of(), 0, 0);

  /**
   * One swarm.
   *
   * @param withEffect whether a finding in it was not a shadow one
   */
  record Swarm(InfoHash infoHash, boolean withEffect) {}

  TorrentsSeen {
    swarms = List.copyOf(swarms);
  }

  TorrentsSeen plus(SeenFinding finding) {
    boolean effect = finding.isEvidence();
    return new TorrentsSeen(
        with(finding, effect),
        Math.max(named, finding.torrents()),
        Math.max(namedWithEffect, effect ? finding.torrents() : 0));
  }

  private List<Swarm> with(SeenFinding finding, boolean effect) {
    var infoHash = finding.infoHash();
    if (infoHash == null) {
      return swarms;
    }
    var all = new ArrayList<>(swarms);
    boolean before = all.removeIf(swarm -> swarm.equals(new Swarm(infoHash, true)));
    all.remove(new Swarm(infoHash, false));
    all.add(new Swarm(infoHash, effect || before));
    return all.subList(Math.max(0, all.size() - MOST), all.size());
  }

  int count() {
    return Math.max(swarms.size(), named);
  }

  int countWithEffect() {
    int seen = (int) swarms.stream().filter(Swarm::withEffect).count();
    return Math.max(seen, namedWithEffect);
  }
}
