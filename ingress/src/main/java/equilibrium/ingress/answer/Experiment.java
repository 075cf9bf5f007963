package equilibrium.ingress.answer;

import equilibrium.ingress.net.SipHash;
import equilibrium.ingress.swarm.Selection.Policy;
import equilibrium.platform.Settings;
import equilibrium.schemas.EnumText;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which policy selects a client's peers. Groups of clients may be given other policies than the
 * rest, so that policies can be compared on one tracker (docs/policy.md 4.5). A keyed hash of its
 * id assigns a client to its group, the same one on every node; its events name the policy.
 */
public final class Experiment {
  private static final Pattern SHARE = Pattern.compile("([a-z-]+)=(\\d{1,3})");
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
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
   * the clients) and {@code selection.experiment}, which draws the groups again.
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
      taken = experiment.assign(share, taken, settings);
    }
    return experiment;
  }

  /** Assigns the next groups to a policy; returns how many are assigned then. */
  private int assign(String share, int taken, Settings settings) {
    var match = SHARE.matcher(share);
    var policy =
        match.matches()
            ? Arrays.stream(Policy.values())
                .filter(p -> EnumText.of(p).equals(match.group(1)))
                .findAny()
            : Optional.<Policy>empty();
    int percent = policy.isPresent() ? Integer.parseInt(match.group(2)) : 0;
    if (policy.isEmpty() || taken + percent > WHOLE) {
      settings.problem(
          "selection.compare is \"%s\", expected POLICY=PERCENT of %s, together at most 100"
              .formatted(share, Arrays.stream(Policy.values()).map(EnumText::of).toList()));
      return taken;
    }
    Arrays.fill(groups, taken, taken + percent, policy.get());
    return taken + percent;
  }

  /** The policy of clients outside all compared groups. */
  Policy usual() {
    return usual;
  }

  /** The policy of the client with this id, 16 bytes. */
  Policy of(byte[] client) {
    long hashed = hash.of((long) WORDS.get(client, 0), (long) WORDS.get(client, Long.BYTES), 0);
    return groups[(int) Long.remainderUnsigned(hashed, WHOLE)];
  }
}
