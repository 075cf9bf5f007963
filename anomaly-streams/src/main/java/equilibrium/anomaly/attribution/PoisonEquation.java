package equilibrium.anomaly.attribution;

import static java.nio.charset.StandardCharsets.US_ASCII;

import equilibrium.anomaly.attribution.AttributionRules.Rows;
import equilibrium.anomaly.attribution.Column.Kind;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.EpisodeClaim;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SwarmEpisode;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One settled episode as an equation of rule X1 (docs/policy.md 3.3): what others discarded,
 * explained by the uploads of each client. Only clients that report discarded bytes are asked, by
 * the prefix of their peer id (BEP 20): libtorrent, qBittorrent, Deluge, Transmission, BiglyBT.
 */
final class PoisonEquation {
  private static final Set<String> REPORTING =
      Set.of("-lt", "-LT", "-qB", "-DE", "-TR", "-AZ", "-BI");

  /** The equation of an episode; null: reporting clients received too little. */
  static @Nullable Equation of(SwarmEpisode episode, Position at, Columns numbers, Rows rules) {
    double received = 0;
    double discarded = 0;
    var reporters = new TreeSet<ClientId>();
    for (EpisodeClaim claim : episode.getClaims()) {
      if (isReporting(claim.getPeerId())) {
        received += (double) claim.getDownloaded() + claim.getDiscarded();
        discarded += claim.getDiscarded();
        if (claim.getDiscarded() > 0) {
          reporters.add(claim.getClientId());
        }
      }
    }
    if (received < rules.leastBytes()) {
      return null;
    }
    double weight = 1 / (rules.sigmaShare() * received + rules.sigmaBytes());
    double deviation = weight * (discarded - rules.usual() * received);
    double all = (double) episode.getDownloaded() + episode.getDiscarded();
    return new Equation(
        episode.getInfoHash(),
        episode.getStartMs(),
        episode.getEndMs(),
        at,
        Equation.View.WHOLE,
        1,
        reporters.stream().toList(),
        Equation.row(uploads(episode, weight * received / all), deviation, numbers));
  }

  private static SortedMap<Column, Double> uploads(SwarmEpisode episode, double weight) {
    var entries = new TreeMap<Column, Double>();
    for (EpisodeClaim claim : episode.getClaims()) {
      if (claim.getUploaded() > 0) {
        var column = new Column(Kind.POISONED, claim.getClientId());
        entries.merge(column, weight * claim.getUploaded(), Double::sum);
      }
    }
    return entries;
  }

  private static boolean isReporting(PeerId peerId) {
    return REPORTING.contains(new String(peerId.bytes(), 0, 3, US_ASCII));
  }

  private PoisonEquation() {}
}
