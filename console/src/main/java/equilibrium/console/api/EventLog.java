package equilibrium.console.api;

import equilibrium.console.http.Operation;
import equilibrium.console.http.Reply;
import equilibrium.console.http.Request;
import equilibrium.console.problem.Refused;
import equilibrium.console.search.AnnounceSearch;
import equilibrium.console.search.Event;
import equilibrium.console.search.Events;
import equilibrium.console.search.FoundAnnounce;
import equilibrium.console.search.Wanted;
import equilibrium.console.store.PeerRows;
import equilibrium.schemas.Ids;
import equilibrium.schemas.IpAddress;
import equilibrium.schemas.event.AddressFamily;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Announces in the log, of a swarm or a client. Addresses leave this class for operators only. */
final class EventLog {
  private static final int USUAL = 50;
  private static final int MOST = 1_000;

  private final AnnounceSearch search;

  EventLog(Context context) {
    this.search = context.search();
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
                "/events",
                "The newest announces of a swarm or a client, from the log. Looks at 200,000"
                    + " records at most, for 2 s.",
                this::newest)
            .with("swarm", "info-hash")
            .with("client", "client id; one of both is needed")
            .with(
                "before",
                "appended earlier than this time, such as lookedBackTo of a former answer; the newest"
                    + " without it")
            .with(
                "limit",
                "how many, 1 to 1000, 50 without it; all of the last one's millisecond come with it")
            .gives(200, Events.class));
  }

  private Reply newest(Request request) {
    byte[] swarm = request.id("swarm", Ids.INFO_HASH_BYTES);
    byte[] client = request.id("client", Ids.CLIENT_ID_BYTES);
    if (swarm == null && client == null) {
      throw Refused.badValue("?swarm", "expected swarm or client: the log is not searched for all");
    }
    var wanted =
        new Wanted(
            swarm == null ? null : new InfoHash(swarm),
            client == null ? null : new ClientId(client),
            request.time("before"),
            request.number("limit", USUAL, 1, MOST));
    var result = search.find(wanted);
    return Reply.ok(
        new Events(
            result.announces().stream().map(found -> event(found, request.isOperator())).toList(),
            result.lookedBackTo(),
            result.complete()));
  }

  private static Event event(FoundAnnounce found, boolean isOperator) {
    var announced = found.announced();
    var answer = announced.getAnswer();
    return new Event(
        Instant.ofEpochMilli(announced.getReceivedAtMs()),
        Ids.hex(announced.getInfoHash().bytes()),
        Ids.hex(announced.getPeerId().bytes()),
        Ids.hex(announced.getClientId().bytes()),
        PeerRows.words(announced.getIdentity().name()),
        PeerRows.words(announced.getEvent().name()),
        announced.getUploaded(),
        announced.getDownloaded(),
        announced.getLeft(),
        PeerRows.words(announced.getTransport().name()),
        announced.getUserAgent(),
        PeerRows.words(announced.getTrackerId().name()),
        answer.getTier(),
        answer.getPeers(),
        answer.getIntervalSeconds(),
        announced.getFamily() == AddressFamily.IPV4 ? 4 : 6,
        isOperator ? address(announced) : null,
        isOperator ? announced.getPort() : null,
        found.position().getPartition(),
        found.position().getOffset());
  }

  /** Null: it is sealed. */
  private static @Nullable String address(Announced announced) {
    return announced.getAddressKey() == 0
        ? IpAddress.of(announced.getAddress().bytes()).text()
        : null;
  }
}
