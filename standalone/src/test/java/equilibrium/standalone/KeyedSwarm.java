package equilibrium.standalone;

import equilibrium.schemas.ClientIds;
import equilibrium.schemas.event.InfoHash;
import equilibrium.testing.Await;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;

/** A swarm of clients with announce keys, real ones and {@link TestPeer}s, over two ingresses. */
record KeyedSwarm(Pipeline pipeline, TwoIngresses ingresses, Torrent torrent, Path folder) {
  private static final String SEEDING = "uploaded=0&downloaded=0&left=0";

  /** Starts projector and ingresses, which know all keys then. */
  static KeyedSwarm open(Pipeline pipeline, Path folder, List<String> keys) throws Exception {
    pipeline.startProjector();
    for (var key : keys) {
      pipeline.issueKey(key);
    }
    var ingresses = TwoIngresses.of(pipeline);
    for (var key : keys) {
      ingresses.awaitKey(key);
    }
    var torrent = Torrent.in(folder, "content", ingresses.first());
    return new KeyedSwarm(pipeline, ingresses, torrent, folder);
  }

  /** The info-hash as requests have it. */
  String swarm() {
    return torrent.infoHash().replaceAll("..", "%$0");
  }

  InfoHash infoHash() {
    return new InfoHash(HexFormat.of().parseHex(torrent.infoHash()));
  }

  /** Starts a client with its key at one of the ingresses; "seeder" has the file. */
  Client.Running join(Client client, String key, int ingress) throws Exception {
    var url = ingresses.urls().get(ingress) + "/" + key;
    var own = Torrent.in(folder.resolve(key + "-metainfo"), "content", url);
    return key.equals("seeder")
        ? client.seed(own, folder.resolve(key), Loopback.IPV4)
        : client.download(own, folder.resolve(key), Loopback.IPV4);
  }

  /** Somebody in a few lines who has all of it, and in truth nothing. */
  void seed(String key, int port) throws Exception {
    new TestPeer(ingresses.first(), key, key + port, port).announce(swarm(), SEEDING);
  }

  long nowMs() {
    return pipeline.platform().clock().nowMs();
  }

  /** Until a client has announced so many times more, as PostgreSQL saw it. */
  void awaitAnnounces(String key, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      long last = receivedAtMs(key);
      Await.until(key + " announces again", () -> receivedAtMs(key) > last);
    }
  }

  /** Until PostgreSQL has an announce of a client. */
  void awaitProjected(String key) {
    Await.until(key + " is in PostgreSQL", () -> receivedAtMs(key) > 0);
  }

  private long receivedAtMs(String key) throws SQLException {
    try (var db = pipeline.connect();
        var select =
            db.prepareStatement("SELECT max(received_at) FROM peers WHERE client_id = ?")) {
      select.setBytes(1, ClientIds.ofKey(key).bytes());
      try (var row = select.executeQuery()) {
        return row.next() && row.getTimestamp(1) != null ? row.getTimestamp(1).getTime() : 0;
      }
    }
  }
}
