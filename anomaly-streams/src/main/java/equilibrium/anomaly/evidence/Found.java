package equilibrium.anomaly.evidence;

import equilibrium.anomaly.rules.RuleRecord;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Position;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a rule found.
 *
 * @param rule in force
 * @param variant tells findings of one rule about the same events apart, as a severity; may be
 *     empty
 * @param weight log-likelihood ratio in thousandths of a nat
 * @param where swarm and sessions
 * @param sinceMs when what was observed began: effective time, milliseconds since 1970
 * @param observed in the unit of the rule
 * @param threshold what the rule allows, in the same unit
 * @param numbers every other number that the rule looked at, by name
 * @param events the announces that show it; at least one
 * @param summary one plain sentence for an operator
 */
public record Found(
    RuleRecord rule,
    String variant,
    int weight,
    Place where,
    long sinceMs,
    double observed,
    double threshold,
    SortedMap<String, Double> numbers,
    List<Position> events,
    String summary) {

  /**
   * Where it was observed.
   *
   * @param infoHash null: across swarms
   * @param peerIds of the sessions
   */
  public record Place(@Nullable InfoHash infoHash, List<PeerId> peerIds) {
    public Place {
      peerIds = List.copyOf(peerIds);
    }

    /** One session. */
    public static Place of(InfoHash infoHash, PeerId peerId) {
      return new Place(infoHash, List.of(peerId));
    }
  }

  public Found {
    numbers = Collections.unmodifiableSortedMap(new TreeMap<>(numbers));
    events = List.copyOf(events);
  }

  /** A finding of one rule with the weight of its record, and no numbers yet. */
  public static Found of(
      RuleRecord rule, Place where, long sinceMs, List<Position> events, String summary) {
    return new Found(
        rule, "", rule.weight(), where, sinceMs, 0, 0, new TreeMap<>(), events, summary);
  }

  /** The same with what was observed, and what is allowed. */
  public Found measured(Number observed, Number threshold) {
    return new Found(
        rule,
        variant,
        weight,
        where,
        sinceMs,
        observed.doubleValue(),
        threshold.doubleValue(),
        numbers,
        events,
        summary);
  }

  /** The same with one more number. */
  public Found with(String name, Number number) {
    var more = new TreeMap<>(numbers);
    more.put(name, number.doubleValue());
    return new Found(
        rule, variant, weight, where, sinceMs, observed, threshold, more, events, summary);
  }

  /** The same, told apart from others by a word, and with a weight of its own. */
  public Found as(String variant, int weight) {
    return new Found(
        rule, variant, weight, where, sinceMs, observed, threshold, numbers, events, summary);
  }
}
