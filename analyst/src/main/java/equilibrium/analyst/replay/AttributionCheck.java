package equilibrium.analyst.replay;

import equilibrium.anomaly.AnomalyConfig;
import equilibrium.anomaly.AnomalyDetection;
import equilibrium.schemas.Ids;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.AttributionRun;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SwarmEpisode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * Compares the findings of daily runs of the attribution with those that the folded episodes give,
 * of which a run read those before the offsets that it recorded.
 */
final class AttributionCheck {
  private final AnomalyConfig config;
  private final Findings findings;

  private record About(String rule, ClientId client) implements Comparable<About> {
    static About of(Anomaly anomaly) {
      return new About(anomaly.getRule(), anomaly.getClientId());
    }

    @Override
    public int compareTo(About other) {
      int byRule = rule.compareTo(other.rule);
      return byRule == 0 ? client.compareTo(other.client) : byRule;
    }
  }

  AttributionCheck(AnomalyConfig config, Findings findings) {
    this.config = config;
    this.findings = findings;
  }

  /** Whether a finding is of a daily run. */
  static boolean isOfRun(Anomaly anomaly) {
    return AnomalyDetection.isOfDailyRuns(anomaly.getRule());
  }

  /**
   * Compares one run, if it is done and of the rules of this version.
   *
   * @param written the findings of daily runs that the topic has
   * @param isWhole whether the topic still has all that it had
   */
  void compare(
      AttributionRun run, FoldedEpisodes episodes, Collection<Anomaly> written, boolean isWhole) {
    if (!run.getDone() || !AnomalyDetection.isOfTheseRules(run)) {
      return;
    }
    var ofRun = new TreeMap<About, Anomaly>();
    written.stream()
        .filter(each -> each.getDecidedAtMs() == run.getUntilMs())
        .forEach(each -> ofRun.put(About.of(each), each));
    if (!episodes.has(run) || (!isWhole && ofRun.size() < run.getFindings())) {
      ofRun.values().forEach(_ -> findings.forgotten());
      return;
    }
    for (var folded : again(run, episodes)) {
      var live = ofRun.remove(About.of(folded));
      if (live == null) {
        findings.differ(name(folded) + ": the topic has none");
      } else {
        findings.compared(name(folded), live, inTheModeOf(live, folded));
      }
    }
    ofRun.values().forEach(live -> findings.differ(name(live) + ": the fold has none"));
  }

  private List<Anomaly> again(AttributionRun run, FoldedEpisodes episodes) {
    var read = new ArrayList<SwarmEpisode>();
    var places = new ArrayList<Position>();
    episodes.read(
        run,
        (episode, at) -> {
          read.add(episode);
          places.add(at);
        });
    return AnomalyDetection.attribution(config, read, run.getUntilMs()).stream()
        .map(finding -> Anomaly.newBuilder(finding).setEpisodes(places(finding, places)).build())
        .toList();
  }

  private static List<Position> places(Anomaly finding, List<Position> places) {
    return finding.getEpisodes().stream()
        .map(each -> places.get(Math.toIntExact(each.getOffset())))
        .toList();
  }

  /** Shadow mode is a setting. */
  private static Anomaly inTheModeOf(Anomaly live, Anomaly folded) {
    return Anomaly.newBuilder(folded).setShadow(live.getShadow()).build();
  }

  private static String name(Anomaly anomaly) {
    return "%s of client %s, run until %s"
        .formatted(
            anomaly.getRule(),
            Ids.hex(anomaly.getClientId().bytes()),
            Instant.ofEpochMilli(anomaly.getDecidedAtMs()));
  }
}
