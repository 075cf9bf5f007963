package equilibrium.scoring.client;

/**
 * How many clients have a score.
 *
 * @param active clients that are not idle
 * @param eligible of them, those that make the cuts
 */
public record ScoreBucket(long active, long eligible) {}
