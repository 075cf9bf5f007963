package equilibrium.console.stats;

import equilibrium.console.shape.Drill;
import equilibrium.console.stats.DrillTarget.Sight;
import equilibrium.platform.TimeScale;
import equilibrium.platform.TrackerClock;
import equilibrium.schemas.EnumText;
import equilibrium.schemas.event.Member;
import equilibrium.schemas.event.NodeDrill;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What programs said last in topic {@code members} about drills and chores. Of more than {@value
 * #MOST} the one that has been silent for longest is forgotten. Thread-safe.
 */
public final class Nodes {
  static final int MOST = 1_000;

  private final TimeScale scale;
  private final TrackerClock clock;
  private final SequencedMap<Long, Member> silentFirst = new LinkedHashMap<>();
  private @Nullable Long owner;

  public Nodes(TimeScale scale, TrackerClock clock) {
    this.scale = scale;
    this.clock = clock;
  }

  /** A record of the topic. */
  public synchronized void take(long id, @Nullable Member member) {
    silentFirst.remove(id);
    if (member != null) {
      silentFirst.put(id, member);
      if (silentFirst.size() > MOST) {
        silentFirst.pollFirstEntry();
      }
    }
    if (member != null && member.getChores()) {
      owner = id;
    } else if (Objects.equals(owner, id)) {
      owner = null;
    }
  }

  synchronized @Nullable Member find(long id) {
    return silentFirst.get(id);
  }

  /** The node that does what only one may do, as it has said; null: none, or it is not known. */
  public synchronized @Nullable String owner() {
    return owner == null ? null : owner.toString();
  }

  /** Programs that report themselves and obey drills, by name and node. */
  synchronized List<Drill.Node> obedient() {
    return silentFirst.values().stream()
        .filter(member -> !member.getDrills().isEmpty() && !isMissing(member))
        .map(member ->
            new Drill.Node(
                Long.toString(member.getNode()),
                member.getProgram(),
                member.getDrills(),
                Objects.equals(owner, member.getNode())))
        .sorted(Comparator.comparing(Drill.Node::program).thenComparing(Drill.Node::node))
        .toList();
  }

  private boolean isMissing(Member member) {
    var silent = Duration.ofMillis(clock.nowMs() - member.getLastSeenMs());
    return Members.state(scale, silent).equals("missing");
  }

  /** How a drill looks in what the program said last. */
  Sight sight(NodeDrill order) {
    var member = find(order.getNode());
    if (member == null) {
      return Sight.SILENT;
    }
    if (member.getBoot() > order.getBoot()) {
      return Sight.BACK;
    }
    return member.getDrill().equals(EnumText.of(order.getKind())) ? Sight.STRUCK : Sight.WELL;
  }
}
