package equilibrium.ingress.explain;

import equilibrium.ingress.net.Addresses;
import equilibrium.schemas.Ids;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A question to {@code /status/choice}: the swarm, the client, and how it would announce.
 *
 * @param left bytes still missing; null: as its session says; without a session, some
 * @param numWant -1: not sent
 * @param session which session of the client would announce
 */
record ChoiceQuery(
    InfoHash infoHash, Subject subject, @Nullable Long left, int numWant, Session session) {

  /** The client that would announce. */
  sealed interface Subject {
    record Client(ClientId id) implements Subject {}

    record Key(String key) implements Subject {}

    record From(Address address) implements Subject {}
  }

  /** The session that would announce. */
  sealed interface Session {
    /** The one that announced last; if there is none, a new one. */
    record Last() implements Session {}

    record Of(PeerId peerId) implements Session {}

    /** A session that begins now. */
    record New() implements Session {}
  }

  /** A question that cannot be answered; the message names the value and what was expected. */
  static final class Bad extends Exception {
    private static final long serialVersionUID = 1;

    private final String problem;

    Bad(String problem) {
      super(problem);
      this.problem = problem;
    }

    String problem() {
      return problem;
    }
  }

  private static final Set<String> SUBJECTS = Set.of("client", "key", "address");
  private static final List<String> NAMES =
      List.of("info-hash", "client", "key", "address", "left", "numwant", "peer-id");
  private static final Pattern KEY = Pattern.compile("[\\w-]{1,64}");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,19}");

  static ChoiceQuery of(Map<String, String> parameters) throws Bad {
    for (String name : parameters.keySet()) {
      if (!NAMES.contains(name)) {
        throw new Bad(
            "%s is no parameter, expected %s"
                .formatted(Text.quoted(name), String.join(", ", NAMES)));
      }
    }
    var infoHash = new InfoHash(hex(parameters, "info-hash", Ids.INFO_HASH_BYTES));
    long left = number(parameters, "left", Long.MAX_VALUE);
    return new ChoiceQuery(
        infoHash,
        subject(parameters),
        left < 0 ? null : left,
        (int) number(parameters, "numwant", Integer.MAX_VALUE),
        session(parameters));
  }

  private static Subject subject(Map<String, String> parameters) throws Bad {
    var given = NAMES.stream().filter(SUBJECTS::contains).filter(parameters::containsKey).toList();
    if (given.size() != 1) {
      throw new Bad(
          "%s given, expected exactly one of client, key and address"
              .formatted(given.isEmpty() ? "no client is" : String.join(" and ", given) + " are"));
    }
    if (parameters.containsKey("client")) {
      return new Subject.Client(new ClientId(hex(parameters, "client", Ids.CLIENT_ID_BYTES)));
    }
    var key = parameters.get("key");
    return key == null ? new Subject.From(address(parameters)) : new Subject.Key(key(key));
  }

  /** A key is a secret, so the error does not repeat it. */
  private static String key(String key) throws Bad {
    if (!KEY.matcher(key).matches()) {
      throw new Bad(
          "key is no announce key (%d characters), expected 1 to 64 letters, digits, - and _"
              .formatted(key.length()));
    }
    return key;
  }

  private static Address address(Map<String, String> parameters) throws Bad {
    var text = parameters.getOrDefault("address", "");
    var address = Addresses.literal(text);
    if (address == null) {
      throw bad("address", text, "an IPv4 or IPv6 address");
    }
    return Addresses.of(address);
  }

  private static Session session(Map<String, String> parameters) throws Bad {
    var peerId = parameters.get("peer-id");
    if (peerId == null) {
      return new Session.Last();
    }
    return peerId.equals("new")
        ? new Session.New()
        : new Session.Of(new PeerId(hex(parameters, "peer-id", Ids.PEER_ID_BYTES)));
  }

  private static byte[] hex(Map<String, String> parameters, String name, int bytes) throws Bad {
    var text = parameters.get(name);
    var expected = "%d hex digits%s".formatted(2 * bytes, name.equals("peer-id") ? ", or new" : "");
    if (text == null) {
      throw new Bad("%s is missing, expected %s".formatted(name, expected));
    }
    byte[] id = Ids.parse(text, bytes);
    if (id == null) {
      throw bad(name, text, expected);
    }
    return id;
  }

  /** A whole number; -1: not given. */
  private static long number(Map<String, String> parameters, String name, long most) throws Bad {
    var text = parameters.get(name);
    if (text == null) {
      return -1;
    }
    if (NUMBER.matcher(text).matches()) {
      long number = Long.parseUnsignedLong(text);
      if (number >= 0 && number <= most) {
        return number;
      }
    }
    throw bad(name, text, "a whole number from 0 to %d".formatted(most));
  }

  private static Bad bad(String name, String given, String expected) {
    return new Bad("%s is %s, expected %s".formatted(name, Text.quoted(given), expected));
  }
}
