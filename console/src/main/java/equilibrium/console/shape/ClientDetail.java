package equilibrium.console.shape;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One client.
 *
 * @param client null: it has no standing yet
 * @param suspicion weight that lowers the score, nats
 * @param next null: it has the highest tier, or there are no cuts
 * @param key null: it has none
 * @param openCase null: it never had one
 * @param swarms that it contributed to
 */
public record ClientDetail(
    @Nullable Client client,
    List<Part> parts,
    double suspicion,
    @Nullable Next next,
    @Nullable Key key,
    @JsonProperty("case") @Nullable Case openCase,
    long swarms) {
  /**
   * A part of the score.
   *
   * @param most points that it can give
   */
  public record Part(String name, int points, int most) {}

  /**
   * What parts the client from the next tier.
   *
   * @param cut score above which that tier begins
   * @param missing points
   */
  public record Next(int tier, double cut, double missing) {}

  public ClientDetail {
    parts = List.copyOf(parts);
  }
}
