package equilibrium.scoring.client;

/**
 * A client changes its entry in the population. Only within this program.
 *
 * @param atMs effective time
 */
public record ScoreChange(PopulationEntry before, PopulationEntry after, long atMs) {}
