package equilibrium.ingress.udp;

import equilibrium.schemas.event.Transport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The dialects that a tracker serves. */
final class Dialects {
  private final List<Dialect> spoken;

  Dialects(UdpConfig config) {
    this.spoken =
        config.replicatedTracker()
            ? List.of(new Datagrams(), new ReplicatedDatagrams())
            : List.of(new Datagrams());
  }

  List<Transport> transports() {
    return spoken.stream().map(Dialect::transport).toList();
  }

  /** The dialect of a connect with this magic number; null: it is not spoken. */
  @Nullable Dialect byMagic(long magic) {
    for (var dialect : spoken) {
      if (dialect.magic() == magic) {
        return dialect;
      }
    }
    return null;
  }

  /** The dialect of a connection id; null: it is not spoken. */
  @Nullable Dialect byId(long id) {
    int number = ConnectionIds.dialect(id);
    return number < spoken.size() ? spoken.get(number) : null;
  }
}
