package equilibrium.ingress.explain;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.TrackerInside;
import equilibrium.ingress.admission.Admission;
import equilibrium.ingress.admission.Directory;
import equilibrium.ingress.admission.IssuedKey;
import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.announce.Announce.Source;
import equilibrium.ingress.announce.Outcome;
import equilibrium.ingress.answer.ReplyForm;
import equilibrium.ingress.answer.TrackerState;
import equilibrium.ingress.answer.WorkingMemory;
import equilibrium.ingress.explain.Choice.Draw;
import equilibrium.ingress.net.Addresses;
import equilibrium.ingress.swarm.Found;
import equilibrium.ingress.swarm.PeerList;
import equilibrium.platform.Question.Answer;
import equilibrium.platform.Question.Problem;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.ClientIds;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Transport;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tracker without wires and log, by a clock that the test turns. Peers are known by number: it is
 * the end of the address, 10.0.0.N, and of the peer id; the port is 6000 more.
 */
final class SmallSwarm {
  static final String HASH = "ab".repeat(20);
  static final InfoHash INFO_HASH = new InfoHash(HexFormat.of().parseHex(HASH));

  /** Asks for number 1. */
  static final String ASKER = "address=10.0.0.1";

  private static final List<Integer> SEEDERS = List.of(0, 0, 0, 1, 2, 2, 2, 2, 2, 3, 3, 3);
  private static final List<Integer> LEECHERS = List.of(0, 0, 1, 3);

  private static final ReplyForm FORM = new ReplyForm(PeerList.MOST, true, true, true);

  private final TrackerInside inside;
  private final WorkingMemory memory = new WorkingMemory();

  /** The answer to the last announce or scrape. */
  final Found found = memory.found();

  final Choices choices;
  long nowMs = 1_800_000_000_000L;

  SmallSwarm(Path data, Map<String, String> settings, TimeScale scale) {
    inside = new TrackerInside(data, settings, () -> nowMs, scale);
    choices = new Choices(inside.core);
  }

  Admission admission() {
    return inside.admission();
  }

  Directory directory() {
    return inside.directory();
  }

  TrackerState state() {
    return inside.state();
  }

  /**
   * A swarm that can be worked out by hand: seeders 10 to 21, three of tier 0, one of tier 1, five
   * of tier 2, three of tier 3; leechers 30 to 33, of tiers 0, 0, 1 and 3; and number 1, a leecher
   * of tier 1. All came 12 minutes ago.
   */
  static SmallSwarm crowded(Path data, Map<String, String> settings, TimeScale scale) {
    var swarm = new SmallSwarm(data, settings, scale);
    for (int i = 0; i < SEEDERS.size(); i++) {
      var _ = swarm.enter(10 + i, SEEDERS.get(i), 0);
    }
    for (int i = 0; i < LEECHERS.size(); i++) {
      var _ = swarm.enter(30 + i, LEECHERS.get(i), 5);
    }
    var _ = swarm.enter(1, 1, 5);
    swarm.nowMs += 12 * 60_000;
    return swarm;
  }

  static SmallSwarm crowded(Path data, Map<String, String> settings) {
    return crowded(data, settings, TimeScale.REAL);
  }

  void rule(String key, String value) {
    inside.rule(Map.of(key, value));
  }

  /** Enters a peer who stands in a tier. */
  Outcome enter(int number, int tier, long left) {
    stand(client(number), tier);
    return announce(number, null, left, AnnounceEvent.NONE);
  }

  void stand(ClientId client, int tier) {
    state().clients().tier(client.bytes(), tier);
  }

  void issue(String key, ClientId client, long untilMs) {
    var id = ClientIds.ofKey(key);
    directory().keys().put(id, new IssuedKey(client, untilMs));
    directory().keysOf().put(client, Set.of(id));
  }

  Outcome announce(int number, @Nullable String key, long left, AnnounceEvent event) {
    return inside.core.announce(
        new Announce()
            .from(new Source(new Address(address(number)), Transport.HTTP, false))
            .announceKey(key)
            .session(INFO_HASH.bytes(), HexFormat.of().parseHex(peerId(number)))
            .port(6000 + number)
            .event(event)
            .counters(0, 0, left),
        FORM,
        memory);
  }

  /** Fills in the counts of the swarm. */
  void scrape() {
    inside.core.scrape(INFO_HASH, found);
  }

  /** The answer to a question about this swarm. */
  Choice ask(String query) {
    var answer = answer("info-hash=%s&%s".formatted(HASH, query));
    assertThat(answer.code()).as("%s", answer.facts()).isEqualTo(200);
    return (Choice) answer.facts();
  }

  static Draw draw(Choice choice) {
    return Objects.requireNonNull(choice.choice(), choice.why());
  }

  String problem(int code, String query) {
    var answer = answer(query);
    assertThat(answer.code()).as("%s", answer.facts()).isEqualTo(code);
    return ((Problem) answer.facts()).error();
  }

  private Answer answer(String query) {
    var parameters = new HashMap<String, String>();
    for (String parameter : query.split("&", -1)) {
      var parts = parameter.split("=", 2);
      parameters.put(parts[0], parts[1]);
    }
    return choices.answer(parameters);
  }

  static ClientId client(int number) {
    return TrackerInside.ADDRESS_IDS.of(new Address(address(number)));
  }

  static String peerId(int number) {
    return "2d4c54313230302d%024x".formatted(number);
  }

  /** 16 bytes. */
  static byte[] address(int number) {
    return Addresses.of(InetAddress.ofLiteral("10.0.0." + number)).bytes();
  }

  static String id(ClientId client) {
    return HexFormat.of().formatHex(client.bytes());
  }
}
