package equilibrium.ingress.http;

import equilibrium.ingress.announce.Announce.Source;
import equilibrium.ingress.announce.EventLog;
import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.ingress.announce.Outcome.NotAdmitted;
import equilibrium.ingress.announce.Outcome.Refused;
import equilibrium.ingress.announce.Outcome.Stopped;
import equilibrium.ingress.answer.ReplyForm;
import equilibrium.ingress.answer.TrackerService;
import equilibrium.ingress.answer.Wire;
import equilibrium.ingress.http.Replies.ForClient;
import equilibrium.ingress.http.connection.FastConnection;
import equilibrium.ingress.http.connection.FastRequests;
import equilibrium.ingress.http.connection.GetRequest;
import equilibrium.ingress.net.Addresses;
import equilibrium.ingress.swarm.Found;
import equilibrium.ingress.swarm.Visit;
import equilibrium.schemas.event.Transport;
import org.jspecify.annotations.Nullable;

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
    tracker.announce(announce, visit, new Reply(connection, reader.list(), form));
    return true;
  }

  /** Replies to one announce. */
  private record Reply(FastConnection connection, ListForm list, ReplyForm form) implements Wire {
    @Override
    public EventLog.Reply accepted(Accepted outcome, Found found) {
      byte[] body = Replies.announced(found, outcome.waits(), list, client(outcome.trackerId()));
      byte[] good = outcome.notice() == null ? body : Replies.with(outcome.notice(), body);
      return recorded -> connection.answer(recorded ? good : Replies.unrecorded(body));
    }

    @Override
    public void notAdmitted(NotAdmitted outcome, Found found) {
      var client = client(outcome.trackerId());
      byte[] body = Replies.announced(found, outcome.waits(), list, client);
      connection.answer(Replies.unrecorded(body));
    }

    @Override
    public void stopped(Stopped outcome, Found found) {
      connection.answer(Replies.announced(found, outcome.waits(), list, client(null)));
    }

    @Override
    public void refused(Refused outcome) {
      connection.answer(Replies.failure(outcome.reason(), outcome.againSeconds()));
    }

    @Override
    public void limited() {
      connection.answer(Replies.limited());
    }

    private ForClient client(@Nullable String trackerId) {
      return new ForClient(connection.peer(), trackerId);
    }
  }
}
