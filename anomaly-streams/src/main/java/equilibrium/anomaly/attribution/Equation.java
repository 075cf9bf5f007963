package equilibrium.anomaly.attribution;

import equilibrium.anomaly.attribution.AttributionRules.Rows;
import equilibrium.anomaly.attribution.Column.Kind;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.EpisodeClaim;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.schemas.event.SwarmKind;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One settled episode as an equation (docs/policy.md 3.4). Its imbalance is what the columns
 * explain; both are in standard deviations.
 *
 * @param at position in swarm-episodes
 * @param view what of the swarm announces show
 * @param partlySeen its weight, in place of 1, where receivers are often unseen
 * @param reporters clients that report discarded bytes, where that matters
 * @param row the equation, by numbers of columns; a value is what a coefficient of 1 explains
 */
record Equation(
    InfoHash infoHash,
    long startMs,
    long endMs,
    Position at,
    View view,
    double partlySeen,
    List<ClientId> reporters,
    Row row) {
  static final Comparator<Equation> OLDEST_FIRST =
      Comparator.comparingLong(Equation::endMs)
          .thenComparingLong(Equation::startMs)
          .thenComparing(Equation::infoHash)
          .thenComparingInt(equation -> equation.at.getPartition())
          .thenComparingLong(equation -> equation.at.getOffset());

  /** What of a swarm announces show. */
  enum View {
    /** All peers, because the torrent is private. */
    WHOLE,
    /** Perhaps not all peers, and some that received. */
    PARTIAL,
    /** Perhaps not all peers, and none that received. */
    NO_RECEIVER
  }

  /** What one client claims in the episode, all sessions together. */
  private record Claimed(double uploaded, double received, int leecherAnnounces) {
    static Claimed of(EpisodeClaim claim) {
      return new Claimed(
          claim.getUploaded(),
          (double) claim.getDownloaded() + claim.getDiscarded(),
          claim.getLeecherAnnounces());
    }

    Claimed plus(Claimed other) {
      return new Claimed(
          uploaded + other.uploaded,
          received + other.received,
          Math.max(leecherAnnounces, other.leecherAnnounces));
    }
  }

  /**
   * The equation of an episode; null: it is too small to count.
   *
   * @param numbers of columns; gets those that are new
   */
  static @Nullable Equation of(SwarmEpisode episode, Position at, Columns numbers, Rows rules) {
    double sent = episode.getUploaded();
    double received = (double) episode.getDownloaded() + episode.getDiscarded();
    double larger = Math.max(sent, received);
    if (larger < rules.leastBytes()) {
      return null;
    }
    double most = rules.mostImbalance() * larger;
    double usual = (episode.getBaseline() + rules.usual()) * larger;
    double imbalance = Math.clamp(beyond(usual, sent - received), -most, most);
    double weight = 1 / (rules.sigmaShare() * larger + rules.sigmaBytes());
    return new Equation(
        episode.getInfoHash(),
        episode.getStartMs(),
        episode.getEndMs(),
        at,
        view(episode.getKind(), received < rules.leastReceived() * larger),
        1 / (weight * (rules.partlySeenShare() * larger + rules.sigmaBytes())),
        List.of(),
        row(entries(episode, larger, weight, rules), weight * imbalance, numbers));
  }

  private static View view(SwarmKind kind, boolean unreceived) {
    if (kind == SwarmKind.PRIVATE) {
      return View.WHOLE;
    }
    return unreceived ? View.NO_RECEIVER : View.PARTIAL;
  }

  /**
   * What of an imbalance is not usual. A usual deficit, as by web seeds, explains a deficit; it
   * varies from episode to episode, so a balanced one is no excess.
   */
  private static double beyond(double usual, double imbalance) {
    return usual < 0 ? Math.max(imbalance, Math.min(0, imbalance - usual)) : imbalance - usual;
  }

  private static Map<Column, Double> entries(
      SwarmEpisode episode, double larger, double weight, Rows rules) {
    var claims = new TreeMap<ClientId, Claimed>();
    for (EpisodeClaim claim : episode.getClaims()) {
      claims.merge(claim.getClientId(), Claimed.of(claim), Claimed::plus);
    }
    double size = episode.getSizeBytes();
    double hidden = size > 0 ? Math.min(size, larger) : larger;
    var entries = new TreeMap<Column, Double>();
    claims.forEach((clientId, claimed) -> {
      if (claimed.uploaded > 0) {
        entries.put(new Column(Kind.FABRICATED, clientId), weight * claimed.uploaded);
      }
      if (claimed.received == 0 && claimed.leecherAnnounces >= rules.hidingAnnounces()) {
        entries.put(new Column(Kind.HIDDEN, clientId), weight * hidden);
      }
    });
    return entries;
  }

  static Row row(Map<Column, Double> entries, double target, Columns numbers) {
    int[] columns = new int[entries.size()];
    float[] values = new float[entries.size()];
    int i = 0;
    for (var entry : entries.entrySet()) {
      columns[i] = numbers.number(entry.getKey());
      values[i++] = entry.getValue().floatValue();
    }
    return new Row(columns, values, target);
  }

  /** The same with other numbers. Entries stay in the order of their columns. */
  Equation renumbered(int[] numbers) {
    int[] columns = row.columns().clone();
    for (int i = 0; i < columns.length; i++) {
      columns[i] = numbers[columns[i]];
    }
    return new Equation(
        infoHash,
        startMs,
        endMs,
        at,
        view,
        partlySeen,
        reporters,
        new Row(columns, row.values(), row.target()));
  }

  /** The same as it counts where receivers are often unseen; a private swarm is seen whole. */
  Equation asPartlySeen() {
    return view == View.WHOLE
        ? this
        : new Equation(infoHash, startMs, endMs, at, view, 1, reporters, row.times(partlySeen));
  }

  /** Whether both are of the same episode. */
  boolean isSame(Equation other) {
    return startMs == other.startMs && infoHash.equals(other.infoHash);
  }
}
