package equilibrium.ingress.udp;

import equilibrium.ingress.answer.ReplyForm;
import equilibrium.ingress.swarm.Family;
import equilibrium.ingress.swarm.PeerList;
import equilibrium.schemas.event.Transport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The dialects that a tracker serves, for one receiving thread. */
final class Dialects {
  private final List<Dialect> spoken;
  private final List<ReplyForm> ipv4;
  private final List<ReplyForm> ipv6;

  Dialects(UdpConfig config) {
    this.spoken =
        config.replicatedTracker()
            ? List.of(new Datagrams(), new ReplicatedDatagrams())
            : List.of(new Datagrams());
    this.ipv4 = forms(Family.IPV4, config.payload());
    this.ipv6 = forms(Family.IPV6, config.payload());
  }

  /** A datagram lists peers of one family and carries no tracker id. */
  private List<ReplyForm> forms(Family family, int payload) {
    return spoken.stream()
        .map(dialect -> Math.min(PeerList.MOST, dialect.mostPeers(family, payload)))
        .map(fitting -> new ReplyForm(fitting, false, false, false))
        .toList();
  }

  /** What the replies of a dialect to clients of a family can hold. */
  ReplyForm form(Dialect dialect, Family family) {
    return (family == Family.IPV4 ? ipv4 : ipv6).get(dialect.number());
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
