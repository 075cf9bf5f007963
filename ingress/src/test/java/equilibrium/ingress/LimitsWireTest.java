package equilibrium.ingress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.http.HttpTracker;
import equilibrium.ingress.net.Addresses;
import equilibrium.ingress.udp.UdpTracker;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each wire says when there is too much of something. */
class LimitsWireTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final String ANNOUNCE =
      "/announce?info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=ssssssssssssssssssss&port=6881&left=0";
  private static final String OTHER = ANNOUNCE.replace("a".repeat(20), "b".repeat(20));
  private static final int CONNECT = 0;
  private static final int ANNOUNCED = 1;
  private static final int SCRAPED = 2;

  @TempDir Path data;

  private TrackerInside inside;
  private HttpTracker http;
  private UdpTracker udp;

  @BeforeEach
  void open() {
    inside = new TrackerInside(data, Map.of());
    http = inside.openHttp();
    udp = inside.openUdp(http.port());
  }

  @AfterEach
  void close() {
    udp.close();
    http.close();
  }

  @Test
  void tooManyRequestsOverHttpAreAFailureThatSaysWhenToComeBack() throws IOException {
    inside.rule(
        Map.of("limits.requests-per-address", "1", "limits.requests-per-address-burst", "1"));
    var limited =
        "d14:failure reason35:too many requests from this address"
            + "8:intervali300e12:min intervali300e8:retry ini5ee";
    assertThat(get(ANNOUNCE)).contains("5:peers0:");

    assertThat(get(ANNOUNCE)).startsWith("HTTP/1.0 200 OK").endsWith(limited);
    assertThat(get("/scrape?info_hash=aaaaaaaaaaaaaaaaaaaa")).endsWith(limited);
    assertThat(get(ANNOUNCE + "&event=stopped")).contains("5:peers0:").doesNotContain("failure");

    assertThat(count("http", "limited")).isEqualTo(2);
    assertThat(inside.log).hasSize(1);
  }

  @Test
  void tooManyRequestsOverUdpAreSilence() throws IOException {
    inside.rule(
        Map.of("limits.requests-per-address", "1", "limits.requests-per-address-burst", "1"));
    try (var socket = new DatagramSocket()) {
      long id = connect(socket);
      send(socket, announce(id, 'a', 0));
      assertThat(receive(socket).getInt(0)).isEqualTo(ANNOUNCED);

      send(socket, announce(id, 'a', 0));
      send(socket, scrape(id));
      send(socket, connectRequest());

      assertThat(receive(socket).getInt(0)).as("only the connect").isEqualTo(CONNECT);
      send(socket, announce(id, 'a', 3));
      assertThat(receive(socket).getInt(0)).as("a good-bye is answered").isEqualTo(ANNOUNCED);
    }
    assertThat(count("udp", "limited")).isEqualTo(2);
  }

  @Test
  void connectsHaveABudgetOfTheirOwn() throws IOException {
    inside.rule(
        Map.of("limits.connects-per-address", "1", "limits.connects-per-address-burst", "1"));
    try (var socket = new DatagramSocket()) {
      long id = connect(socket);

      send(socket, connectRequest());
      send(socket, scrape(id));

      assertThat(receive(socket).getInt(0)).as("only the scrape").isEqualTo(SCRAPED);
    }
    assertThat(count("udp", "limited")).isOne();
  }

  @Test
  void anEarlyAnnounceIsToldTheCountsOnBothWires() throws IOException {
    inside.rule(Map.of("limits.early-announces", "0"));
    assertThat(get(ANNOUNCE.replace("ssss", "llll").replace("6881&left=0", "6882&left=9")))
        .contains("10:incompletei1e");
    assertThat(get(ANNOUNCE)).contains("8:completei1e").contains("5:peers6:");

    assertThat(get(ANNOUNCE))
        .startsWith("HTTP/1.0 200 OK")
        .contains("8:completei1e", "10:incompletei1e", "8:intervali", "5:peers0:");
    try (var socket = new DatagramSocket()) {
      send(socket, announce(connect(socket), 'a', 0));
      var reply = receive(socket);
      assertThat(reply.remaining()).isEqualTo(20);
      assertThat(reply.getInt(8)).as("interval").isGreaterThan(600);
      assertThat(reply.getInt(16)).as("seeders").isOne();
    }
    assertThat(inside.log).hasSize(4);
    assertThat(count("http", "early") + count("udp", "early")).isEqualTo(2);
  }

  @Test
  void whoIsNotEnteredIsToldThatItIsNotRecorded() throws IOException {
    inside.rule(Map.of("limits.swarms", "1"));
    var _ = get(ANNOUNCE);

    assertThat(get(OTHER)).endsWith("15:warning message12:not recordede");
    try (var socket = new DatagramSocket()) {
      send(socket, announce(connect(socket), 'c', 0));
      assertThat(receive(socket).getInt(8)).isEqualTo(301);
    }
    assertThat(inside.log).hasSize(1);
    assertThat(count("http", "not-admitted") + count("udp", "not-admitted")).isEqualTo(2);
  }

  @Test
  void guessingConnectionIdsBansTheGuessesAndNobodyElse() throws IOException {
    inside.rule(Map.of("limits.forged-ids-per-address", "5"));
    try (var socket = new DatagramSocket()) {
      long good = connect(socket);
      for (int guess = 1; guess <= 20; guess++) {
        send(socket, announce(good ^ guess, 'a', 0));
      }

      send(socket, announce(good, 'a', 0));
      assertThat(receive(socket).getInt(0)).as("its id is still good").isEqualTo(ANNOUNCED);
      send(socket, announce(connect(socket), 'a', 0));
      assertThat(receive(socket).getInt(0)).as("and it gets new ones").isEqualTo(ANNOUNCED);
    }
    assertThat(count("udp", "unproven")).isEqualTo(6);
    assertThat(count("udp", "banned")).isEqualTo(14);
  }

  @Test
  void idsThatAreTooOldAreNoGuesses() throws IOException {
    inside.rule(Map.of("limits.forged-ids-per-address", "5"));
    long old = System.currentTimeMillis() / 1000 - 300;
    var address = ByteBuffer.wrap(Addresses.of(LOOPBACK).bytes());
    long mac = inside.secret.sign(address.getLong(), address.getLong(), old) & 0xffff_ffff_ffffL;
    try (var socket = new DatagramSocket()) {
      for (int i = 0; i < 20; i++) {
        send(socket, announce((old & 0x7fff) << 48 | mac, 'a', 0));
      }
      var _ = connect(socket);
    }

    assertThat(count("udp", "stale")).isEqualTo(20);
    assertThat(count("udp", "banned")).isZero();
  }

  private long count(String transport, String end) {
    return (long)
        inside
            .metrics
            .get("equilibrium_requests_total")
            .tags("transport", transport, "outcome", end)
            .counter()
            .count();
  }

  private long connect(DatagramSocket socket) throws IOException {
    send(socket, connectRequest());
    return receive(socket).getLong(8);
  }

  private static ByteBuffer connectRequest() {
    return ByteBuffer.allocate(16).putLong(0x41727101980L).putInt(0).putInt(3);
  }

  private static ByteBuffer scrape(long id) {
    return ByteBuffer.allocate(36).putLong(id).putInt(2).putInt(8);
  }

  /** The same session as {@link #ANNOUNCE}. */
  private static ByteBuffer announce(long id, char infoHash, int event) {
    return ByteBuffer.allocate(98)
        .putLong(id)
        .putInt(1)
        .putInt(7)
        .put(String.valueOf(infoHash).repeat(20).getBytes(ISO_8859_1))
        .put("s".repeat(20).getBytes(ISO_8859_1))
        .putLong(0)
        .putLong(0)
        .putLong(0)
        .putInt(event)
        .putInt(0)
        .putInt(1)
        .putInt(-1)
        .putShort((short) 6881);
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

  private String get(String target) throws IOException {
    try (var socket = new Socket(LOOPBACK, http.port())) {
      socket.setSoTimeout(5_000);
      socket
          .getOutputStream()
          .write("GET %s HTTP/1.0\r\n\r\n".formatted(target).getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
