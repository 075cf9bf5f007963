package equilibrium.ingress.http;

import equilibrium.ingress.announce.Announce.Source;
import equilibrium.ingress.answer.ReplyForm;
import equilibrium.ingress.answer.TrackerService;
import equilibrium.ingress.http.connection.FastConnection;
import equilibrium.ingress.http.connection.FastRequests;
import equilibrium.ingress.http.connection.GetRequest;
import equilibrium.ingress.net.Addresses;
import equilibrium.ingress.swarm.Visit;
import equilibrium.schemas.event.Transport;

/** Answers the announces on the fast path of one thread. All other requests are not taken. */
final class FastAnnounces implements FastRequests {
  private final TrackerService tracker;
  private final ReplyForm form;
  private final AnnounceBytes reader = new AnnounceBytes();
  private final Visit visit = new Visit();

  FastAnnounces(TrackerService tracker, ReplyForm form) {
    this.tracker = tracker;
    this.form = form;
  }

  @Override
  public boolean take(GetRequest request, FastConnection connection) {
    var source = new Source(Addresses.of(connection.peer()), Transport.HTTP, false);
    var announce = reader.read(request, source);
    if (announce == null) {
      return false;
    }
    tracker.announce(announce, visit, new FastAnnounce(connection, reader.list(), form));
    return true;
  }
}
