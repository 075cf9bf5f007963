package equilibrium.ingress.udp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The dialects that a tracker speaks. */
final class Dialects {
  private final List<Dialect> spoken;

  Dialects(UdpConfig config) {
    this.spoken =
        config.replicatedTracker()
            ? List.of(new Datagrams(), new ReplicatedDatagrams())
            : List.of(new Datagrams());
  }

  /** What a connect asks for; null: it is not spoken. */
  @Nullable Dialect byMagic(long magic) {
    for (var dialect : spoken) {
      if (dialect.magic() == magic) {
        return dialect;
      }
    }
    return null;
  }

  /** What a connection id was given for; null: it is not spoken. */
  @Nullable Dialect byId(long id) {
    int number = ConnectionIds.dialect(id);
    return number < spoken.size() ? spoken.get(number) : null;
  }
}
