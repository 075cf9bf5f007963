package equilibrium.scoring.swarm;

import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.schemas.event.SwarmKind;
import equilibrium.scoring.rules.EpisodeRules.Clean;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.session.Episode;
import org.jspecify.annotations.Nullable;

/**
 * How far out of balance a settled episode is, compared with others of its kind, and what that adds
 * to the history of its swarm and of its kind. Pure.
 *
 * @param kind of the swarm, whose baseline was used
 * @param usual the baseline before this episode, -1 to 1
 * @param z its imbalance in standard deviations; 0 if it is too small to count
 * @param imbalance of the swarm after it
 * @param baseline of the kind after it
 */
public record EpisodeBalance(
    SwarmKind kind, double usual, double z, Imbalance imbalance, Baseline baseline) {

  /** The baselines that an episode may be compared with. */
  @FunctionalInterface
  public interface Baselines {
    Baseline of(SwarmKind kind);
  }

  public static EpisodeBalance of(
      SwarmEpisode.Builder episode, Swarm swarm, Baselines baselines, ScoringRules rules) {
    var kind = swarm.before.webSeeded() ? SwarmKind.WEB_SEEDED : swarm.kind();
    var own = baselines.of(kind);
    var balances = rules.balances();
    double usual = own.median(balances.leastEpisodes());
    double larger = larger(episode);
    if (larger < balances.leastBytes()) {
      return new EpisodeBalance(kind, usual, 0, swarm.before, own);
    }
    double least = baselines.of(swarm.kind()).median(balances.leastEpisodes());
    double most = balances.mostDeviation();
    var clean = rules.episodes().clean();
    double z = Math.clamp(deviation(episode, usual, clean), -most, most);
    double below = Math.clamp(deviation(episode, least, clean), -most, most);
    return new EpisodeBalance(
        kind,
        usual,
        z,
        swarm.before.after(episode.getStartMs(), z, below, balances),
        own.plus(imbalance(episode) / larger, balances.mostEpisodes()));
  }

  /**
   * The swarm of an episode.
   *
   * @param before its imbalance before the episode
   */
  public record Swarm(boolean isPrivate, Imbalance before) {
    SwarmKind kind() {
      return isPrivate ? SwarmKind.PRIVATE : SwarmKind.PUBLIC;
    }
  }

  /** Adds it to the episode's record. */
  public void writeTo(SwarmEpisode.Builder episode) {
    episode
        .setKind(kind)
        .setBaseline(usual)
        .setNormalised(z)
        .setExcess(imbalance.excess())
        .setExcessSinceMs(orNull(imbalance.excessSinceMs()))
        .setDeficit(imbalance.deficit())
        .setDeficitSinceMs(orNull(imbalance.deficitSinceMs()));
  }

  private static @Nullable Long orNull(long timeMs) {
    return timeMs == Episode.NEVER ? null : timeMs;
  }

  private static double deviation(SwarmEpisode.Builder episode, double usual, Clean clean) {
    double larger = larger(episode);
    double sigma = larger * clean.sigmaPercent() / 100 + clean.sigmaBytes();
    return (imbalance(episode) - usual * larger) / sigma;
  }

  private static double larger(SwarmEpisode.Builder episode) {
    return Math.max((double) episode.getUploaded(), received(episode));
  }

  private static double imbalance(SwarmEpisode.Builder episode) {
    return episode.getUploaded() - received(episode);
  }

  private static double received(SwarmEpisode.Builder episode) {
    return (double) episode.getDownloaded() + episode.getDiscarded();
  }
}
