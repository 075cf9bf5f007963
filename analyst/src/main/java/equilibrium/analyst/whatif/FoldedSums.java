package equilibrium.analyst.whatif;

import equilibrium.analyst.log.PartitionRange;
import equilibrium.scoring.ClientSums;
import java.util.List;
import java.util.Optional;

/**
 * Sums of clients by both rules, folded anew.
 *
 * @param forgotten what the log no longer has, in words; empty: nothing, so the sums before are
 *     those in force
 */
record FoldedSums(ClientSums before, ClientSums after, Optional<String> forgotten) {

  /** What the log no longer has of these ranges. */
  static Optional<String> forgotten(List<PartitionRange> ranges) {
    return ranges.stream()
        .filter(range -> range.begin() > 0)
        .findFirst()
        .map(range ->
            "%s begin at offset %d of partition %d: what is older counts on neither side"
                .formatted(range.topic(), range.begin(), range.partition()));
  }

  List<Standing> of(List<Standing> standings, Question question) {
    return standings.stream()
        .map(one -> one.folded(before.of(one.clientId()), after.of(one.clientId()), question))
        .toList();
  }

  /** How many of the clients have the sums in force. */
  long inForce(List<Standing> standings) {
    return standings.stream().filter(one -> one.has(before.of(one.clientId()))).count();
  }
}
