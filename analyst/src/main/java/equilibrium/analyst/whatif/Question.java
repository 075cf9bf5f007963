package equilibrium.analyst.whatif;

import equilibrium.platform.Fault;
import equilibrium.scoring.RuleChange;
import equilibrium.scoring.Scores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is asked.
 *
 * @param inForce those that made what the log has
 */
public record Question(Rules inForce, Rules other) {
  /** How much must be read, from the cheapest. */
  public enum Depth {
    /** The sums in client-standings. */
    SUMS(1),

    /** Contributions and episodes, of which sums are made. */
    CONTRIBUTIONS(2),

    /** Announces, of which everything is made. */
    ANNOUNCES(3);

    private final int number;

    Depth(int number) {
      this.number = number;
    }

    /** From 1 to 3. */
    int number() {
      return number;
    }

    /** A {@link Fault} if there is none of this number. */
    public static Depth of(int number) {
      return Arrays.stream(values())
          .filter(depth -> depth.number == number)
          .findFirst()
          .orElseThrow(() ->
              new Fault("--depth is %d, expected 1 to %d".formatted(number, values().length)));
    }
  }

  /** The cheapest depth that can tell. */
  Depth depth() {
    var change = change();
    if (!change.steps().isEmpty() || !changedDetection().isEmpty()) {
      return Depth.ANNOUNCES;
    }
    return change.credits().isEmpty() ? Depth.SUMS : Depth.CONTRIBUTIONS;
  }

  /** Why it is that one, or why a deeper one was taken. */
  String why(Depth taken) {
    if (taken != depth()) {
      return "as --depth asks";
    }
    return switch (taken) {
      case SUMS -> "the sums in client-standings show what other weights and cuts do";
      case CONTRIBUTIONS ->
          "%s: contributions show what that does, sums do not"
              .formatted(String.join(", ", change().credits()));
      case ANNOUNCES -> "%s: only announces show what that does".formatted(onAnnounces());
    };
  }

  private String onAnnounces() {
    var changed = new ArrayList<>(change().steps());
    changedDetection().forEach(rule -> changed.add("anomaly." + rule));
    return String.join(", ", changed);
  }

  private RuleChange change() {
    return RuleChange.between(inForce.scoring(), other.scoring());
  }

  /** Whether contributions and episodes are the same by both. */
  boolean hasSameSteps() {
    return change().steps().isEmpty() && change().credits().isEmpty();
  }

  private List<String> changedDetection() {
    return inForce.detection().changedRules(other.detection());
  }

  List<Double> quantilesInForce() {
    return Scores.quantiles(inForce.scoring());
  }

  /** Empty: as many clients stay below each cut as now. */
  List<Double> otherQuantiles() {
    var others = Scores.quantiles(other.scoring());
    return others.equals(quantilesInForce()) ? List.of() : others;
  }
}
