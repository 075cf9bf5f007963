package equilibrium.bench.detect;

import equilibrium.bench.trace.Label;
import equilibrium.bench.trace.Truth;
import equilibrium.schemas.ClientIds;
import equilibrium.schemas.event.ClientId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the clients of a trace really are. A client is what its last label says. */
final class Clients {
  private static final String UNLABELLED = "unlabelled";
  private static final String DOUBLER = "doubler";
  private static final String BROKEN = "broken";

  private final Map<ClientId, Label> labels = new HashMap<>();
  private final Map<ClientId, Truth> truths = new HashMap<>();

  Clients(List<Label> labels, List<Truth> truths) {
    labels.forEach(label -> this.labels.put(ClientIds.ofKey(label.announceKey()), label));
    truths.forEach(truth -> this.truths.put(ClientIds.ofKey(truth.announceKey()), truth));
  }

  String kind(ClientId client) {
    var label = labels.get(client);
    return label == null ? UNLABELLED : label.kind();
  }

  boolean isHonest(ClientId client) {
    return kind(client).equals(Label.HONEST);
  }

  /** Neither honest, nor broken, nor only counted twice. */
  boolean cheats(ClientId client) {
    var kind = kind(client);
    return !kind.equals(Label.HONEST)
        && !kind.equals(UNLABELLED)
        && !kind.equals(DOUBLER)
        && !kind.startsWith(BROKEN);
  }

  boolean isBroken(ClientId client) {
    return kind(client).startsWith(BROKEN);
  }

  /** Since when it is of its kind; milliseconds since 1970. */
  long fromMs(ClientId client) {
    var label = labels.get(client);
    return label == null ? 0 : label.fromMs();
  }

  /** Number of clients of each kind, by name. */
  Map<String, Integer> kinds() {
    var kinds = new TreeMap<String, Integer>();
    labels.values().forEach(label -> kinds.merge(label.kind(), 1, Integer::sum));
    return kinds;
  }

  List<ClientId> of(String kind) {
    return labels.keySet().stream().filter(client -> kind(client).equals(kind)).toList();
  }

  SortedSet<ClientId> all() {
    return new TreeSet<>(labels.keySet());
  }

  boolean hasTruths() {
    return !truths.isEmpty();
  }

  /** Bytes that a client fabricated or hid; 0: unknown. */
  long fabricated(@Nullable ClientId client) {
    var truth = client == null ? null : truths.get(client);
    return truth == null ? 0 : truth.fabricatedUp() + truth.hiddenDown();
  }

  long fabricated() {
    return labels.keySet().stream().mapToLong(this::fabricated).sum();
  }
}
