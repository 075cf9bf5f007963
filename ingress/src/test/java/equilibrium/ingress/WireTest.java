package equilibrium.ingress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.admission.Torrent;
import equilibrium.ingress.http.HttpTracker;
import equilibrium.ingress.udp.UdpTracker;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.TrackerIdVerdict;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both wires on real sockets; only the log behind them is a list. */
class WireTest {
  private static final String IDS = "info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=";
  private static final String TRACKER_ID = "10:tracker id32:([0-9a-f]{32})";
  private static final String SEEDER = IDS + "ssssssssssssssssssss&port=6881&left=0";
  private static final String LEECHER = IDS + "llllllllllllllllllll&port=6882&left=9";

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  @TempDir Path data;

  private TrackerInside inside;
  private List<Announced> log;
  private HttpTracker http;
  private UdpTracker udp;

  @BeforeEach
  void open() {
    inside = new TrackerInside(data, Map.of());
    log = inside.log;
    http = inside.openHttp();
    udp = inside.openUdp(http.port());
  }

  /** The log is away from now on. */
  private void loseTheLog() {
    inside.recorder = (_, reply) -> reply.release(false);
  }

  @AfterEach
  void close() {
    udp.close();
    http.close();
  }

  @Test
  void aLeecherIsToldAboutTheSeederThatCameBefore() throws IOException {
    get("/announce?" + SEEDER);

    var reply = get("/announce?" + LEECHER);

    assertThat(reply)
        .startsWith("HTTP/1.0 200 OK")
        .contains("d8:completei1e10:downloadedi0e10:incompletei1e8:intervali")
        .endsWith("5:peers6:\u007f\0\0\1\u001a\u00e1e");
    assertThat(log).hasSize(2);
    assertThat(log.getLast().getAnswer().getPeers()).isEqualTo(1);
    assertThat(log.getLast().getAnswer().getPeerSeeders()).isEqualTo(1);
  }

  @Test
  void aTrackerIdThatIsEchoedIsKnownAgain() throws IOException {
    var reply = send("GET /announce?%s HTTP/1.0\r\n\r\n".formatted(SEEDER));
    var id = Pattern.compile(TRACKER_ID).matcher(reply);
    assertThat(id.find()).isTrue();

    get("/announce?%s&trackerid=%s".formatted(SEEDER, id.group(1)));
    get("/announce?%s&trackerid=48".formatted(SEEDER));

    assertThat(log)
        .extracting(Announced::getTrackerId)
        .containsExactly(TrackerIdVerdict.NONE, TrackerIdVerdict.VALID, TrackerIdVerdict.FOREIGN);
  }

  @Test
  void peersMayBeWantedAsDictionaries() throws IOException {
    get("/announce?" + SEEDER);

    assertThat(get("/announce?compact=0&" + LEECHER))
        .endsWith("5:peersld2:ip9:127.0.0.17:peer id20:ssssssssssssssssssss4:porti6881eeee");
    assertThat(get("/announce?compact=0&no_peer_id=1&" + LEECHER))
        .endsWith("5:peersld2:ip9:127.0.0.14:porti6881eeee");
  }

  @Test
  void anAnswerThatIsNotRecordedSaysSo() throws IOException {
    loseTheLog();

    assertThat(get("/announce?" + SEEDER)).endsWith("15:warning message12:not recordede");
  }

  @Test
  void aMalformedAnnounceIsAFailureInsideAGoodResponse() throws IOException {
    assertThat(get("/announce?info_hash=short"))
        .startsWith("HTTP/1.0 200 OK")
        .endsWith(
            "d14:failure reason33:info_hash is 5 bytes, expected 20"
                + "8:intervali1800e12:min intervali1800e8:retry ini30ee");
    assertThat(log).isEmpty();
  }

  @Test
  void aDeniedTorrentIsRefusedButMayStop() throws IOException {
    inside
        .directory()
        .torrents()
        .put(new InfoHash("a".repeat(20).getBytes(ISO_8859_1)), new Torrent(false, false));

    assertThat(get("/announce?" + SEEDER))
        .contains("failure reason32:this torrent is not allowed here");
    assertThat(get("/announce?event=stopped&" + SEEDER))
        .contains("5:peers0:e")
        .doesNotContain("failure");
    assertThat(log).isEmpty();
  }

  @Test
  void anUnknownKeyIsRefused() throws IOException {
    assertThat(get("/k3y/announce?" + SEEDER)).contains("this announce key is not known");
  }

  @Test
  void aScrapeCountsEachSwarmAskedFor() throws IOException {
    get("/announce?" + SEEDER);

    assertThat(get("/scrape?info_hash=bbbbbbbbbbbbbbbbbbbb&info_hash=aaaaaaaaaaaaaaaaaaaa"))
        .endsWith(
            "d5:filesd20:aaaaaaaaaaaaaaaaaaaad8:completei1e10:downloadedi0e11:downloadersi0e"
                + "10:incompletei0ee20:bbbbbbbbbbbbbbbbbbbbd8:completei0e10:downloadedi0e"
                + "11:downloadersi0e10:incompletei0eeee");
    assertThat(get("/scrape")).contains("failure reason");
  }

  @Test
  void otherPathsAndMethodsAreAnsweredAsHttpDoes() throws IOException {
    assertThat(get("/")).startsWith("HTTP/1.0 200 OK").contains("tracker");
    assertThat(get("/nothing")).startsWith("HTTP/1.0 404");
    assertThat(send("POST /announce HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.0 405");
  }

  @Test
  void udpConnectsAnnouncesAndScrapes() throws IOException {
    get("/announce?" + SEEDER);
    long id = connect();

    var announced = ask(announce(id, 0));
    var scraped =
        ask(
            ByteBuffer.allocate(36)
                .putLong(id)
                .putInt(2)
                .putInt(8)
                .put("a".repeat(20).getBytes(ISO_8859_1)));

    assertThat(announced.remaining()).isEqualTo(26);
    assertThat(announced.getInt(0)).isEqualTo(1);
    assertThat(announced.getInt(4)).isEqualTo(7);
    assertThat(announced.getInt(12)).as("leechers").isEqualTo(1);
    assertThat(announced.getInt(16)).as("seeders").isEqualTo(1);
    assertThat(announced.getShort(24)).isEqualTo((short) 6881);
    assertThat(scraped.getInt(8)).as("seeders").isEqualTo(1);
    assertThat(scraped.getInt(16)).as("leechers").isEqualTo(1);
  }

  @Test
  void anUnrecordedUdpAnswerHasTheReservedInterval() throws IOException {
    loseTheLog();

    assertThat(ask(announce(connect(), 0)).getInt(8)).isEqualTo(301);
  }

  @Test
  void udpWithoutAProvenAddressGetsSilence() throws IOException {
    try (var socket = new DatagramSocket()) {
      for (var request :
          List.of(announce(12345, 0), ByteBuffer.allocate(15), ByteBuffer.allocate(16))) {
        send(socket, request);
      }
      send(socket, connectRequest());

      assertThat(receive(socket).getInt(0)).as("only the connect is answered").isZero();
    }
  }

  private long connect() throws IOException {
    return ask(connectRequest()).getLong(8);
  }

  private static ByteBuffer connectRequest() {
    return ByteBuffer.allocate(16).putLong(0x41727101980L).putInt(0).putInt(3);
  }

  private static ByteBuffer announce(long id, int event) {
    return ByteBuffer.allocate(98)
        .putLong(id)
        .putInt(1)
        .putInt(7)
        .put("a".repeat(20).getBytes(ISO_8859_1))
        .put("l".repeat(20).getBytes(ISO_8859_1))
        .putLong(0)
        .putLong(9)
        .putLong(0)
        .putInt(event)
        .putInt(0)
        .putInt(1)
        .putInt(-1)
        .putShort((short) 6882);
  }

  private ByteBuffer ask(ByteBuffer request) throws IOException {
    try (var socket = new DatagramSocket()) {
      send(socket, request);
      return receive(socket);
    }
  }

  @SuppressWarnings("ByteBufferBackingArray") // all of ours are allocated
  private void send(DatagramSocket socket, ByteBuffer request) throws IOException {
    var bytes = request.array();
    socket.send(new DatagramPacket(bytes, bytes.length, LOOPBACK, http.port()));
  }

  private static ByteBuffer receive(DatagramSocket socket) throws IOException {
    socket.setSoTimeout(5_000);
    var packet = new DatagramPacket(new byte[2048], 2048);
    socket.receive(packet);
    return ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
  }

  /** The response, without the tracker id, which is another for each session. */
  private String get(String target) throws IOException {
    return send("GET %s HTTP/1.0\r\n\r\n".formatted(target)).replaceFirst(TRACKER_ID, "");
  }

  private String send(String request) throws IOException {
    try (var socket = new Socket(LOOPBACK, http.port())) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
