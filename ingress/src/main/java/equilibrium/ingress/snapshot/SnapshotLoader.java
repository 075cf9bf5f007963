package equilibrium.ingress.snapshot;

import equilibrium.ingress.admission.Directory;
import equilibrium.ingress.admission.IssuedKey;
import equilibrium.ingress.admission.Torrent;
import equilibrium.ingress.answer.TrackerState;
import equilibrium.ingress.snapshot.Block.Kind;
import equilibrium.ingress.snapshot.SnapshotFile.Origin;
import equilibrium.ingress.swarm.SwarmReader;
import equilibrium.schemas.Tier;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Enters the blocks of a file that was found to be whole. What PostgreSQL says comes later. */
final class SnapshotLoader {
  private final TrackerState state;
  private final Directory directory;
  private final long oldestMs;
  private final long latestMs;
  private final SessionCodec codec;
  private final Map<Integer, Long> offsets = new HashMap<>();
  private final byte[] infoHash = new byte[20];
  private final byte[] id = new byte[16];
  private final long[] downloads = new long[SwarmReader.DOWNLOADS_WORDS];
  private boolean begun;
  private long writtenAtMs;
  private long sessions;

  SnapshotLoader(TrackerState state, Directory directory, long oldestMs, long latestMs) {
    this.state = state;
    this.directory = directory;
    this.oldestMs = oldestMs;
    this.latestMs = latestMs;
    this.codec = new SessionCodec(state.clients(), state.swarms());
  }

  Origin origin() {
    return new Origin(writtenAtMs, Map.copyOf(offsets), sessions);
  }

  void take(Kind kind, ByteBuffer content) {
    while (content.hasRemaining()) {
      switch (kind) {
        case ORIGIN -> origin(content);
        case STANDINGS -> {
          content.get(id);
          state.clients().tier(id, Tier.clamp(content.get()));
        }
        case TORRENTS -> {
          content.get(infoHash);
          int flags = content.get();
          var torrent = new Torrent((flags & 1) != 0, (flags & 2) != 0);
          directory.torrents().put(new InfoHash(infoHash.clone()), torrent);
        }
        case KEYS -> key(content);
        case DOWNLOADS -> {
          for (int i = 0; i < downloads.length; i++) {
            downloads[i] = content.getLong();
          }
          state.swarms().restoreDownloads(downloads);
        }
        case SESSIONS -> sessions(content);
        case END -> throw new IllegalStateException("the last block is not passed on");
      }
    }
  }

  private void origin(ByteBuffer content) {
    if (begun) {
      offsets.put(content.getInt(), content.getLong());
    } else {
      writtenAtMs = content.getLong();
      begun = true;
    }
  }

  private void key(ByteBuffer content) {
    content.get(id);
    var key = new ClientId(id.clone());
    content.get(id);
    var client = new ClientId(id.clone());
    long untilMs = content.getLong();
    directory.keys().put(key, new IssuedKey(client, untilMs));
    directory.keysOf().merge(client, Set.of(key), SnapshotLoader::union);
  }

  private static Set<ClientId> union(Set<ClientId> some, Set<ClientId> others) {
    var all = new HashSet<>(some);
    all.addAll(others);
    return Set.copyOf(all);
  }

  private void sessions(ByteBuffer content) {
    content.get(infoHash);
    int count = content.getInt();
    for (int i = 0; i < count; i++) {
      sessions += codec.enter(infoHash, content, oldestMs, latestMs) ? 1 : 0;
    }
  }
}
