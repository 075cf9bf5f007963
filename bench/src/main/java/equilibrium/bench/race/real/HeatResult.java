package equilibrium.bench.race.real;

import equilibrium.bench.race.RaceResult;
import java.util.List;

/**
 * What came of a swarm.
 *
 * @param infoHash of its torrent, 40 hex digits
 * @param result times in minutes of the model
 * @param complaints what peers said that no peer of a race should say
 */
record HeatResult(String infoHash, RaceResult result, List<String> complaints) {
  HeatResult {
    complaints = List.copyOf(complaints);
  }
}
