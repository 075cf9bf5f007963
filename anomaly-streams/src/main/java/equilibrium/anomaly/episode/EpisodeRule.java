package equilibrium.anomaly.episode;

import equilibrium.schemas.event.Anomaly;
import java.util.List;

/** One rule of docs/policy.md 3.3 on a settled episode. Pure. */
interface EpisodeRule {

  /**
   * Its findings about the episode, in the order of client ids; without what all have in common.
   */
  List<Anomaly.Builder> findings(Situation situation);
}
