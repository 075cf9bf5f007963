package equilibrium.ingress.http;

import equilibrium.ingress.announce.Announce.Source;
import equilibrium.ingress.announce.RequestCounts.End;
import equilibrium.ingress.answer.ReplyForm;
import equilibrium.ingress.answer.TrackerService;
import equilibrium.ingress.answer.WorkingMemory;
import equilibrium.ingress.http.connection.FastConnection;
import equilibrium.ingress.http.connection.FastRequests;
import equilibrium.ingress.http.connection.GetRequest;
import equilibrium.ingress.net.Addresses;
import equilibrium.schemas.event.Transport;

/**
 * Answers the announces and the scrapes of named torrents on the fast path of one thread. All other
 * requests are not taken.
 */
final class FastTracker implements FastRequests {
  private final TrackerService tracker;
  private final ReplyForm form;
  private final PathBytes path = new PathBytes();
  private final AnnounceBytes announces = new AnnounceBytes();
  private final ScrapeBytes scrapes = new ScrapeBytes();
  private final WorkingMemory memory = new WorkingMemory();

  FastTracker(TrackerService tracker, ReplyForm form) {
    this.tracker = tracker;
    this.form = form;
  }

  @Override
  public boolean take(GetRequest request, FastConnection connection) {
    return switch (path.read(request)) {
      case ANNOUNCE -> announce(request, connection);
      case SCRAPE -> scrape(request, connection);
      case OTHER -> false;
    };
  }

  private boolean announce(GetRequest request, FastConnection connection) {
    var source = new Source(Addresses.of(connection.peer()), Transport.HTTP, false);
    var announce = announces.read(request, path.key(), source);
    if (announce == null) {
      return false;
    }
    tracker.announce(announce, memory, new FastAnnounce(connection, announces.list(), form));
    return true;
  }

  private boolean scrape(GetRequest request, FastConnection connection) {
    var hashes = scrapes.hashes(request);
    if (hashes.isEmpty()) {
      return false;
    }
    var core = tracker.core();
    boolean isLimited = !core.admission().mayScrape(Addresses.of(connection.peer()));
    tracker.counts().count(Transport.HTTP, isLimited ? End.LIMITED : End.SCRAPED);
    connection.answer(isLimited ? Replies.limited() : ScrapeReply.of(hashes, core, memory.found()));
    return true;
  }
}
