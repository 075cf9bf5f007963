package equilibrium.anomaly.attribution;

import equilibrium.schemas.event.ClientId;
import java.util.Comparator;

/** What may explain imbalance: one client, in one way. */
record Column(Kind kind, ClientId clientId) implements Comparable<Column> {
  private static final Comparator<Column> ORDER =
      Comparator.comparing(Column::clientId).thenComparing(Column::kind);

  /** In which way. */
  enum Kind {
    /** It claims uploads that it did not make; the coefficient is their share of all it claims. */
    FABRICATED,
    /** It received and does not say so; the coefficient is the share of the torrent's size. */
    HIDDEN,
    /** It sends bytes that others must discard; the coefficient is their share of its uploads. */
    POISONED
  }

  @Override
  public int compareTo(Column other) {
    return ORDER.compare(this, other);
  }
}
