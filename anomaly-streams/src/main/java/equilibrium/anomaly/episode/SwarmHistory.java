package equilibrium.anomaly.episode;

import equilibrium.schemas.event.ClientId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What the rules remember of one swarm, between its episodes. Immutable.
 *
 * @param startMs start of its newest episode; an older one, or the same again, is ignored
 * @param imbalance sum of z since C+ was 0
 * @param offsets of the episodes since C+ was 0, the newest 20, in swarm-episodes
 */
public record SwarmHistory(
    long startMs, double imbalance, List<Long> offsets, SortedMap<ClientId, Member> members) {
  public static final SwarmHistory NONE =
      new SwarmHistory(Long.MIN_VALUE, 0, List.of(), new TreeMap<>());

  private static final int OFFSETS = 20;

  /** Who was seen longest ago comes first; then by id, so that the order is fixed. */
  private static final Comparator<Member> LONGEST_AGO =
      Comparator.comparingLong(Member::seenMs).thenComparing(Member::clientId);

  SwarmHistory withMembers(Collection<Activity> present, int most) {
    var next = new TreeMap<>(members);
    for (Activity activity : present) {
      var before = next.get(activity.clientId());
      next.put(activity.clientId(), before == null ? Member.of(activity) : before.seen(activity));
    }
    if (next.size() > most) {
      var oldest = next.values().stream().sorted(LONGEST_AGO).limit(next.size() - most).toList();
      oldest.forEach(member -> next.remove(member.clientId()));
    }
    return new SwarmHistory(startMs, imbalance, offsets, next);
  }

  SwarmHistory withMember(ClientId clientId, UnaryOperator<Member> change) {
    var next = new TreeMap<>(members);
    next.computeIfPresent(clientId, (_, member) -> change.apply(member));
    return new SwarmHistory(startMs, imbalance, offsets, next);
  }

  SwarmHistory withMembers(UnaryOperator<Member> change) {
    var next = new TreeMap<>(members);
    next.replaceAll((_, member) -> change.apply(member));
    return new SwarmHistory(startMs, imbalance, offsets, next);
  }

  SwarmHistory withEpisode(long episodeStartMs, double sum, List<Long> since) {
    return new SwarmHistory(episodeStartMs, sum, since, members);
  }

  List<Long> offsetsWith(long offset) {
    var next = new ArrayList<>(offsets);
    next.add(offset);
    return next.size() > OFFSETS ? next.subList(1, next.size()) : next;
  }
}
