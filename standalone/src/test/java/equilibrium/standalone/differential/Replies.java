package equilibrium.standalone.differential;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import equilibrium.standalone.differential.Answer.Announced;
import equilibrium.standalone.differential.Answer.Connected;
import equilibrium.standalone.differential.Answer.Endpoint;
import equilibrium.standalone.differential.Answer.Failed;
import equilibrium.standalone.differential.Answer.Garbled;
import equilibrium.standalone.differential.Answer.Scraped;
import equilibrium.standalone.differential.Answer.Silence;
import equilibrium.standalone.differential.Answer.Status;
import equilibrium.standalone.differential.Answer.Swarm;
import equilibrium.testing.client.BencodeReader;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what trackers send; strictly, so that a reply that some client would refuse is found. */
final class Replies {
  private static final HexFormat HEX = HexFormat.of();

  /** One char of the response is one byte. */
  static Answer http(String text, boolean ordered) {
    if (text.isEmpty()) {
      return new Silence();
    }
    int body = text.indexOf("\r\n\r\n");
    int status = Integer.parseInt(text.substring(9, 12));
    if (status != 200 || body < 0) {
      return new Status(status);
    }
    try {
      return bencoded(new BencodeReader(text.substring(body + 4), ordered).dictionary());
    } catch (RuntimeException e) { // whatever a wrong reply makes the reader do
      return new Garbled(e + ": " + text.substring(body + 4));
    }
  }

  private static Answer bencoded(Map<String, Object> reply) {
    if (reply.get("failure reason") instanceof String reason) {
      return new Failed(reason);
    }
    if (reply.get("files") instanceof Map<?, ?> files) {
      var swarms = new ArrayList<Swarm>();
      files.forEach((hash, counts) -> swarms.add(swarm((String) hash, (Map<?, ?>) counts)));
      return new Scraped(swarms);
    }
    return new Announced(
        number(reply, "complete"),
        number(reply, "incomplete"),
        reply.containsKey("downloaded") ? number(reply, "downloaded") : -1,
        number(reply, "interval"),
        peers(reply.get("peers")));
  }

  private static Swarm swarm(String hash, Map<?, ?> counts) {
    return new Swarm(
        HEX.formatHex(hash.getBytes(ISO_8859_1)),
        number(counts, "complete"),
        number(counts, "incomplete"),
        number(counts, "downloaded"));
  }

  private static int number(Map<?, ?> from, String key) {
    return Math.toIntExact((Long) from.get(key));
  }

  private static Set<Endpoint> peers(Object peers) {
    var endpoints = new HashSet<Endpoint>();
    if (peers instanceof List<?> list) {
      for (var entry : list) {
        var peer = (Map<?, ?>) entry;
        byte[] address = InetAddress.ofLiteral((String) peer.get("ip")).getAddress();
        endpoints.add(new Endpoint(ByteBuffer.wrap(address).getInt(), number(peer, "port")));
      }
      return endpoints;
    }
    return endpoints(ByteBuffer.wrap(((String) peers).getBytes(ISO_8859_1)));
  }

  private static Set<Endpoint> endpoints(ByteBuffer compact) {
    if (compact.remaining() % 6 != 0) {
      throw new IllegalArgumentException("peers are %d bytes".formatted(compact.remaining()));
    }
    var endpoints = new HashSet<Endpoint>();
    while (compact.hasRemaining()) {
      endpoints.add(new Endpoint(compact.getInt(), compact.getShort() & 0xffff));
    }
    return endpoints;
  }

  static Answer udp(byte[] request, ByteBuffer reply) {
    if (reply.remaining() < 8 || reply.getInt(4) != ByteBuffer.wrap(request).getInt(12)) {
      return new Garbled(
          "a header that is not the request's, of %d bytes".formatted(reply.remaining()));
    }
    return switch (reply.getInt(0)) {
      case 0 -> new Connected(reply.getLong(8));
      case 1 -> announced(reply);
      case 2 -> scraped(request, reply);
      case 3 -> new Failed(ISO_8859_1.decode(reply.position(8)).toString());
      default -> new Garbled("action " + reply.getInt(0));
    };
  }

  private static Answer announced(ByteBuffer reply) {
    return reply.remaining() < 20
        ? new Garbled("an announce reply of %d bytes".formatted(reply.remaining()))
        : new Announced(
            reply.getInt(16),
            reply.getInt(12),
            -1,
            reply.getInt(8),
            endpoints(reply.position(20).slice()));
  }

  private static Answer scraped(byte[] request, ByteBuffer reply) {
    var swarms = new ArrayList<Swarm>();
    for (int at = 8, hash = 16; at + 12 <= reply.limit() && hash + 20 <= request.length; at += 12) {
      swarms.add(
          new Swarm(
              HEX.formatHex(request, hash, hash + 20),
              reply.getInt(at),
              reply.getInt(at + 8),
              reply.getInt(at + 4)));
      hash += 20;
    }
    return new Scraped(swarms);
  }

  private Replies() {}
}
