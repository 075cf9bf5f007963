package equilibrium.standalone.differential;

import equilibrium.standalone.differential.Answer.Endpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Swarms small enough for one list to hold all of each, and what their peers last said. */
final class TestSwarms {
  private static final int SWARMS = 60;
  private static final int SMALLEST = 4;
  private static final int LARGEST = 40;

  /** 127.1.1.0: on Linux all of 127.0.0.0/8 is loopback. */
  private static final int FIRST_ADDRESS = 0x7f010100;

  /** Someone with an address and a port of its own, in one swarm. */
  static final class Peer {
    final byte[] infoHash;
    final byte[] peerId;
    final Endpoint endpoint;
    boolean seeder;
    boolean partial;

    /** A download is counted once here, and again by opentracker when there was a stop between. */
    boolean completed;

    Peer(byte[] infoHash, byte[] peerId, Endpoint endpoint) {
      this.infoHash = infoHash;
      this.peerId = peerId;
      this.endpoint = endpoint;
    }

    InetAddress address() {
      return TestSwarms.address(endpoint.address());
    }
  }

  private final List<Peer> peers = new ArrayList<>();
  private final Map<Endpoint, Peer> byEndpoint = new HashMap<>();
  private final List<byte[]> infoHashes = new ArrayList<>();
  private final byte[] denied;

  TestSwarms(SplittableRandom random) {
    denied = bytes(random);
    for (int swarm = 0; swarm < SWARMS; swarm++) {
      byte[] infoHash = bytes(random);
      infoHashes.add(infoHash);
      int size = random.nextInt(SMALLEST, LARGEST);
      for (int i = 0; i < size; i++) {
        var endpoint = new Endpoint(FIRST_ADDRESS + peers.size(), random.nextInt(1024, 65_536));
        var peer = new Peer(infoHash, bytes(random), endpoint);
        peers.add(peer);
        byEndpoint.put(endpoint, peer);
      }
    }
  }

  static byte[] bytes(SplittableRandom random) {
    byte[] bytes = new byte[20];
    random.nextBytes(bytes);
    return bytes;
  }

  static InetAddress address(int ipv4) {
    try {
      return InetAddress.getByAddress(ByteBuffer.allocate(4).putInt(ipv4).array());
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  Peer any(SplittableRandom random) {
    return peers.get(random.nextInt(peers.size()));
  }

  byte[] anyInfoHash(SplittableRandom random) {
    return infoHashes.get(random.nextInt(infoHashes.size()));
  }

  List<String> infoHashes() {
    return infoHashes.stream().map(HexFormat.of()::formatHex).toList();
  }

  /** Of a torrent that neither tracker serves. */
  byte[] denied() {
    return denied.clone();
  }

  String deniedInfoHash() {
    return HexFormat.of().formatHex(denied);
  }

  boolean isIn(byte[] infoHash, Endpoint endpoint) {
    var peer = byEndpoint.get(endpoint);
    return peer != null && Arrays.equals(peer.infoHash, infoHash);
  }

  /** Whether it seeds, or partially so. */
  boolean needsNothing(Endpoint endpoint) {
    var peer = byEndpoint.get(endpoint);
    return peer != null && (peer.seeder || peer.partial);
  }
}
