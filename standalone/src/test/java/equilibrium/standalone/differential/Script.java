package equilibrium.standalone.differential;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import equilibrium.standalone.differential.Answer.Endpoint;
import equilibrium.standalone.differential.Request.Wire.Http;
import equilibrium.standalone.differential.Request.Wire.Udp;
import equilibrium.standalone.differential.TestSwarms.Peer;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Makes up requests as good clients, odd clients and broken ones send them. */
final class Script {
  private static final int STRANGERS_PORT = 1000;
  private static final long NO_METADATA = Long.MAX_VALUE;
  private static final String PLAIN =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
  private static final List<String> EVENTS =
      List.of("", "&event=", "&event=started", "&event=paused", "&event=unheard");
  private static final List<String> EXTRAS =
      List.of(
          "",
          "&key=1A2B3C4D",
          "&ip=10.9.8.7",
          "&no_peer_id=1",
          "&supportcrypto=1&requirecrypto=0",
          "&corrupt=5&redundant=6",
          "&x-unknown=%00%ff",
          "&uploaded=18000000000",
          "&trackerid=48");

  private final SplittableRandom random;
  private final TestSwarms swarms;

  Script(SplittableRandom random, TestSwarms swarms) {
    this.random = random;
    this.swarms = swarms;
  }

  Request next() {
    int dice = random.nextInt(1000);
    if (dice < 460) {
      return httpAnnounce(swarms.any(random));
    }
    if (dice < 780) {
      return udpAnnounce(swarms.any(random));
    }
    if (dice < 840) {
      return httpScrape();
    }
    if (dice < 900) {
      return udpScrape();
    }
    return dice < 960 ? brokenHttp() : brokenUdp();
  }

  private Request httpAnnounce(Peer peer) {
    int numWant = random.nextInt(4) == 0 ? random.nextInt(0, 12) : 50;
    var query = new StringBuilder(ids(peer));
    query.append("&port=").append(peer.endpoint.port()).append("&downloaded=0");
    if (numWant != 50 || random.nextBoolean()) {
      query.append("&numwant=").append(numWant);
    }
    String event = advance(peer);
    query.append("&left=").append(left(peer)).append(event);
    query.append(EXTRAS.get(random.nextInt(EXTRAS.size())));
    query.append(List.of("", "&compact=1", "&compact=0").get(random.nextInt(3)));
    var kind = "HTTP announce" + (event.isEmpty() ? "" : " " + event.substring(1));
    return new Request(kind, peer.address(), new Http("GET", "/announce?" + query), peer, numWant);
  }

  /** What the peer does next, and the parameter that says so. */
  private String advance(Peer peer) {
    int dice = random.nextInt(20);
    peer.partial = false;
    if (dice == 0) {
      peer.seeder = false;
      return "&event=stopped";
    }
    if (dice == 1 && !peer.seeder && !peer.completed) {
      peer.seeder = true;
      peer.completed = true;
      return "&event=completed";
    }
    if (dice == 2) {
      peer.seeder = true;
    }
    var event = EVENTS.get(random.nextInt(EVENTS.size()));
    peer.partial = event.endsWith("paused") && !peer.seeder;
    return event;
  }

  private long left(Peer peer) {
    if (peer.seeder) {
      return 0;
    }
    return switch (random.nextInt(5)) {
      case 0 -> NO_METADATA;
      case 1 -> 16_384;
      default -> random.nextLong(1, 1L << 40);
    };
  }

  private String ids(Peer peer) {
    return "info_hash=" + escaped(peer.infoHash) + "&peer_id=" + escaped(peer.peerId);
  }

  /** Clients escape all, or what they must; in upper or in lower case. */
  private String escaped(byte[] bytes) {
    int style = random.nextInt(3);
    var text = new StringBuilder();
    for (byte b : bytes) {
      char c = (char) (b & 0xff);
      if (style > 0 && PLAIN.indexOf(c) >= 0) {
        text.append(c);
      } else {
        var hex = "%%%02x".formatted((int) c);
        text.append(style == 1 ? hex : hex.toUpperCase(Locale.ROOT));
      }
    }
    return text.toString();
  }

  private Request udpAnnounce(Peer peer) {
    int numWant = random.nextInt(4) == 0 ? random.nextInt(0, 12) : -1;
    var event = advance(peer);
    int code =
        switch (event) {
          case "&event=completed" -> 1;
          case "&event=started" -> 2;
          case "&event=stopped" -> 3;
          case "&event=paused" -> 4;
          case "&event=unheard" -> random.nextInt(5, 100);
          default -> 0;
        };
    var options = random.nextInt(3) == 0 ? "020c2f6469723f613d6226633d64" : "";
    var wire = new Udp(announce(peer, code, numWant, peer.endpoint.port()) + options, true);
    return new Request(
        "UDP announce " + code, peer.address(), wire, peer, numWant < 0 ? 50 : numWant);
  }

  private String announce(Peer peer, int event, int numWant, int port) {
    var buffer =
        ByteBuffer.allocate(98)
            .putLong(0)
            .putInt(1)
            .putInt(random.nextInt())
            .put(peer.infoHash)
            .put(peer.peerId)
            .putLong(random.nextLong(1L << 40))
            .putLong(left(peer))
            .putLong(random.nextLong(1L << 40))
            .putInt(event)
            .putInt(random.nextBoolean() ? 0 : random.nextInt())
            .putInt(random.nextInt())
            .putInt(numWant)
            .putShort((short) port);
    return HexFormat.of().formatHex(buffer.array());
  }

  private Request httpScrape() {
    var query = new StringBuilder();
    int hashes = random.nextInt(1, 6);
    for (int i = 0; i < hashes; i++) {
      query
          .append(i == 0 ? "" : "&")
          .append("info_hash=")
          .append(escaped(swarms.anyInfoHash(random)));
    }
    return plain("HTTP scrape", new Http("GET", "/scrape?" + query));
  }

  private Request udpScrape() {
    int hashes = random.nextInt(1, 75);
    var body = new StringBuilder("0000000000000000" + "00000002" + "01020304");
    for (int i = 0; i < hashes; i++) {
      boolean unknown = random.nextInt(10) == 0;
      body.append(
          HexFormat.of()
              .formatHex(unknown ? TestSwarms.bytes(random) : swarms.anyInfoHash(random)));
    }
    return plain("UDP scrape", new Udp(body.toString(), true));
  }

  private Request plain(String kind, Request.Wire wire) {
    return new Request(kind, swarms.any(random).address(), wire, null, 0);
  }

  private Request brokenHttp() {
    var peer = stranger(swarms.anyInfoHash(random));
    var hash = escaped(peer.infoHash);
    var id = escaped(peer.peerId);
    var rest = "&port=" + peer.endpoint.port() + "&left=5&event=stopped";
    return switch (random.nextInt(14)) {
      case 0 -> odd("no query", "/announce");
      case 1 -> odd("no info-hash", "/announce?peer_id=" + id + rest);
      case 2 -> odd("short info-hash", "/announce?info_hash=abc&peer_id=" + id + rest);
      case 3 ->
          odd(
              "malformed: long info-hash",
              "/announce?info_hash=" + hash + "x&peer_id=" + id + rest);
      case 4 -> odd("malformed: no peer id", "/announce?info_hash=" + hash + rest);
      case 5 ->
          odd("malformed: short peer id", "/announce?info_hash=" + hash + "&peer_id=a" + rest);
      case 6 -> odd("malformed: port is a word", stopped(hash, id, "&port=none&left=5"));
      case 7 -> odd("malformed: port is 65536", stopped(hash, id, "&port=65536&left=5"));
      case 8 -> odd("malformed: left is a word", stopped(hash, id, "&port=1000&left=all"));
      case 9 -> odd("percent without digits", "/announce?info_hash=%zz");
      case 10 -> odd("no such path", "/nothing/here");
      case 11 -> odd("scrape of a short hash", "/scrape?info_hash=abc");
      case 12 -> odd("torrent not on the list", unlisted(id));
      default ->
          plain("not a GET", new Http("POST", "/announce?info_hash=" + hash + "&peer_id=" + id));
    };
  }

  private static String stopped(String hash, String id, String rest) {
    return "/announce?info_hash=" + hash + "&peer_id=" + id + rest + "&event=stopped";
  }

  private String unlisted(String id) {
    return "/announce?info_hash=%s&peer_id=%s&port=1000&left=5"
        .formatted(escaped(swarms.denied()), id);
  }

  private Request odd(String kind, String target) {
    return plain(kind, new Http("GET", target));
  }

  private Request brokenUdp() {
    var peer = stranger(swarms.anyInfoHash(random));
    var stop = announce(peer, 3, -1, peer.endpoint.port());
    return switch (random.nextInt(24)) {
      case 0 -> plain("id that was guessed", new Udp(stop, false));
      case 1 -> plain("announce of 97 bytes", new Udp(stop.substring(0, 194), true));
      case 2 -> plain("action 5", new Udp("0000000000000000" + "00000005" + "01020304", true));
      case 3 ->
          plain("connect, wrong magic", new Udp("000004172710198100000000" + "01020304", false));
      case 4 ->
          plain("datagram of 15 bytes", new Udp("000004172710198000000000" + "010203", false));
      case 5, 6, 7 ->
          plain("scrape of nothing", new Udp("0".repeat(16) + "0000000201020304", true));
      case 8, 9, 10, 11 -> udpUnlisted();
      case 12, 13, 14, 15 -> plain("stop of a stranger", new Udp(stop, true));
      case 16, 17, 18, 19 ->
          plain(
              "connect, longer", new Udp("000004172710198000000000" + "01020304" + "ffff", false));
      default -> plain("connect", new Udp("000004172710198000000000" + "81020304", false));
    };
  }

  private Request udpUnlisted() {
    var peer = stranger(swarms.denied());
    return plain(
        "torrent not on the list, UDP", new Udp(announce(peer, 2, -1, peer.endpoint.port()), true));
  }

  private Peer stranger(byte[] infoHash) {
    var endpoint = new Endpoint(swarms.any(random).endpoint.address(), STRANGERS_PORT);
    return new Peer(infoHash, "-XX0001-stranger----".getBytes(ISO_8859_1), endpoint);
  }
}
