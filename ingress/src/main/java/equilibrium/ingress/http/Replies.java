package equilibrium.ingress.http;

import equilibrium.ingress.announce.Notice;
import equilibrium.ingress.announce.Outcome.Waits;
import equilibrium.ingress.net.Addresses;
import equilibrium.ingress.swarm.Family;
import equilibrium.ingress.swarm.Found;
import equilibrium.ingress.swarm.PeerList;
import equilibrium.ingress.swarm.Reach;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The bodies of replies (BEP 3, 7, 23, 31; docs/policy.md 1.3). */
final class Replies {
  private static final int FAILURE_INTERVAL_SECONDS = 1800;
  private static final int LIMITED_INTERVAL_SECONDS = 300;
  private static final byte[] LIMITED =
      failure("too many requests from this address", LIMITED_INTERVAL_SECONDS);

  /** A key of this tracker's own: peers to block, as {@code peers} has them. */
  private static final String BLOCKED = "x blocked peers";

  private static final byte[] NOT_RECORDED =
      new Bencode(40).string("warning message").string("not recorded").end().toBytes();

  /**
   * The parts of a reply that are for one client only.
   *
   * @param externalIp the address that it announces from; null: only its proxy's is known
   * @param trackerId for it to echo; null: none
   */
  record ForClient(@Nullable InetAddress externalIp, @Nullable String trackerId) {}

  /** A good reply. Its keys are in order; what comes by a notice would come last. */
  static byte[] announced(Found found, Waits waits, ListForm list, ForClient client) {
    var peers = found.peers();
    var body = new Bencode(240 + peers.size() * (list.compact() ? 18 : 90)).dictionary();
    body.string("complete").number(found.seeders());
    body.string("downloaded").number(found.downloads());
    externalIp(body, client.externalIp());
    body.string("incomplete").number(found.leechers());
    body.string("interval").number(waits.interval());
    body.string("min interval").number(waits.minInterval());
    if (list.compact()) {
      compact(body.string("peers"), peers, Family.IPV4);
      if (peers.size(Family.IPV6) > 0) {
        compact(body.string("peers6"), peers, Family.IPV6);
      }
    } else {
      body.string("peers").list();
      dictionaries(body, peers, Family.IPV4, list.withPeerIds());
      dictionaries(body, peers, Family.IPV6, list.withPeerIds());
      body.end();
    }
    if (client.trackerId() != null) {
      body.string("tracker id").string(client.trackerId());
    }
    return body.end().toBytes();
  }

  /** BEP 24. An address that is valid only inside a network is left out: it would mislead. */
  private static void externalIp(Bencode body, @Nullable InetAddress source) {
    byte[] address = source == null ? new byte[0] : source.getAddress();
    if (source != null && Reach.isPublic(address) && !source.isAnyLocalAddress()) {
      body.string("external ip").string(address, 0, address.length);
    }
  }

  private static void compact(Bencode body, PeerList peers, Family family) {
    body.string(peers.endpoints(family), 0, peers.size(family) * family.endpointBytes());
  }

  private static void dictionaries(
      Bencode body, PeerList peers, Family family, boolean withPeerIds) {
    byte[] endpoints = peers.endpoints(family);
    int stride = family.endpointBytes();
    for (int i = 0; i < peers.size(family); i++) {
      int port = (i + 1) * stride - 2;
      body.dictionary().string("ip").string(address(endpoints, i * stride, stride - 2));
      if (withPeerIds) {
        body.string("peer id").string(peers.peerIds(family), i * 20, 20);
      }
      body.string("port").number(((endpoints[port] & 0xff) << 8) | (endpoints[port + 1] & 0xff));
      body.end();
    }
  }

  private static String address(byte[] from, int offset, int length) {
    return Addresses.text(Arrays.copyOfRange(from, offset, offset + length));
  }

  /** The same reply with a warning: the announce may not be recorded (docs/architecture.md 5). */
  static byte[] unrecorded(byte[] announced) {
    return extended(announced, NOT_RECORDED);
  }

  /** The reply with what it says because of a suspicion (docs/policy.md 3.6). */
  static byte[] with(Notice notice, byte[] announced) {
    return switch (notice) {
      case Notice.Warning warning -> extended(announced, entries(warning));
      case Notice.Failure(var text, int seconds) -> failure(text, seconds);
    };
  }

  /** The last entries of a dictionary, and its end. */
  private static byte[] entries(Notice.Warning warning) {
    var entries = new Bencode(128).string("warning message").string(warning.text());
    if (warning.blocked() != null) {
      byte[] address = warning.blocked().bytes();
      var family = Family.of(address);
      byte[] endpoint = new byte[family.endpointBytes()];
      int length = endpoint.length - Short.BYTES;
      System.arraycopy(address, address.length - length, endpoint, 0, length);
      endpoint[length] = (byte) (warning.port() >> 8);
      endpoint[length + 1] = (byte) warning.port();
      entries.string(family == Family.IPV4 ? BLOCKED : BLOCKED + "6");
      entries.string(endpoint, 0, endpoint.length);
    }
    return entries.end().toBytes();
  }

  /** A dictionary with more entries at its end. */
  private static byte[] extended(byte[] dictionary, byte[] entriesAndEnd) {
    byte[] body = Arrays.copyOf(dictionary, dictionary.length - 1 + entriesAndEnd.length);
    System.arraycopy(entriesAndEnd, 0, body, dictionary.length - 1, entriesAndEnd.length);
    return body;
  }

  /**
   * A refusal. Clients read the interval; no known client reads BEP 31's {@code retry in}, in
   * minutes (docs/policy.md 0.2).
   */
  static byte[] failure(String reason) {
    return failure(reason, FAILURE_INTERVAL_SECONDS);
  }

  /** The reply to an address that asked too often (docs/policy.md 1.3). */
  static byte[] limited() {
    return LIMITED.clone();
  }

  /** A refusal that asks for the next announce after so many seconds. */
  static byte[] failure(String reason, int seconds) {
    return new Bencode(160)
        .dictionary()
        .string("failure reason")
        .string(reason)
        .string("interval")
        .number(seconds)
        .string("min interval")
        .number(seconds)
        .string("retry in")
        .number(Math.ceilDiv(seconds, 60))
        .end()
        .toBytes();
  }

  static void send(HttpServerExchange exchange, byte[] body) {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain");
    exchange.getResponseSender().send(ByteBuffer.wrap(body));
  }

  private Replies() {}
}
