package equilibrium.platform.drill;

import equilibrium.schemas.EnumText;
import equilibrium.schemas.event.DrillKind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What drills may do to one program of this process, one kind at a time. The parts of the program
 * ask, and do as if the fault were real. Thread-safe.
 */
public final class Outages {
  private final Map<DrillKind, Outage> byKind = new EnumMap<>(DrillKind.class);
  private final Set<DrillKind> offered;

  /** No drill is on, and none but these can be. */
  public Outages(Set<DrillKind> offered) {
    this.offered = Set.copyOf(offered);
    for (var kind : DrillKind.values()) {
      byKind.put(kind, new Outage());
    }
  }

  /** Of a program that obeys no drill. */
  public static Outages none() {
    return new Outages(Set.of());
  }

  /** For whoever does as if; never on if the kind is not offered. */
  public Outage of(DrillKind kind) {
    return byKind.getOrDefault(kind, new Outage());
  }

  public boolean offers(DrillKind kind) {
    return offered.contains(kind);
  }

  /** The kinds that can be, as members report them: sorted, such as {@code no-kafka}. */
  public List<String> kinds() {
    return offered.stream().map(EnumText::of).sorted().toList();
  }

  /** The kind that is on, as members report it; empty: none. */
  public String current() {
    return offered.stream()
        .filter(kind -> of(kind).isOn())
        .map(EnumText::of)
        .findFirst()
        .orElse("");
  }

  /** Begins now, and ends another one. */
  void begin(DrillKind kind, Duration time) {
    end();
    of(kind).begin(time);
  }

  /** Ends the one that is on. */
  void end() {
    byKind.values().forEach(Outage::end);
  }
}
