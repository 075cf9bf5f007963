package equilibrium.ingress.answer;

import equilibrium.ingress.explain.Text;
import equilibrium.ingress.net.SipHash;
import equilibrium.ingress.swarm.Selection.Policy;
import equilibrium.platform.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which policy chooses a client's peers. Some clients may be given another than the rest, so that
 * policies can be compared on one tracker (docs/policy.md 4.5): the same client always the same
 * one, by a keyed hash, on every node; its events say which.
 */
public final class Experiment {
  private static final Pattern SHARE = Pattern.compile("([a-z-]+)=(\\d{1,3})");
  private static final int WHOLE = 100;

  /** The policy of each of a hundred groups of clients. */
  private final Policy[] groups = new Policy[WHOLE];

  private final Policy usual;
  private final SipHash hash;

  private Experiment(Policy usual, int number) {
    Arrays.fill(groups, usual);
    this.usual = usual;
    this.hash = new SipHash(number, ~number);
  }

  /**
   * Reads {@code selection.policy}, {@code selection.compare} ("random=10": that many percent of
   * the clients) and {@code selection.experiment}, which deals the groups anew.
   */
  public static Experiment from(Settings settings) {
    var usual =
        settings.choice(
            "selection.policy",
            "how the peers of all clients in no compared group are chosen",
            Policy.TIER_BACKOFF);
    var compared =
        settings.list(
            "selection.compare",
            "other policies for a share of the clients, such as random=10 for 10 percent; together at"
                + " most 100",
            List.of());
    int number =
        settings.integer(
            "selection.experiment",
            "number of the experiment; another one deals the clients to the groups anew",
            1,
            0,
            Integer.MAX_VALUE);
    var experiment = new Experiment(usual, number);
    int taken = 0;
    for (String share : compared) {
      taken = experiment.give(share, taken, settings);
    }
    return experiment;
  }

  /** Gives the next groups to a policy; how many are given then. */
  private int give(String share, int taken, Settings settings) {
    var match = SHARE.matcher(share);
    var policy =
        match.matches()
            ? Arrays.stream(Policy.values())
                .filter(p -> Text.of(p).equals(match.group(1)))
                .findAny()
            : Optional.<Policy>empty();
    int percent = policy.isPresent() ? Integer.parseInt(match.group(2)) : 0;
    if (policy.isEmpty() || taken + percent > WHOLE) {
      settings.problem(
          "selection.compare is \"%s\", expected POLICY=PERCENT of %s, together at most 100"
              .formatted(share, Arrays.stream(Policy.values()).map(Text::of).toList()));
      return taken;
    }
    Arrays.fill(groups, taken, taken + percent, policy.get());
    return taken + percent;
  }

  /** The policy of all clients that are given no other. */
  Policy usual() {
    return usual;
  }

  /** The policy of a client, whose id is these 16 bytes. */
  Policy of(long high, long low) {
    return groups[(int) Long.remainderUnsigned(hash.of(high, low, 0), WHOLE)];
  }
}
