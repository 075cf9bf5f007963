package equilibrium.ingress.snapshot;

import equilibrium.ingress.admission.Directory;
import equilibrium.ingress.answer.TrackerState;
import equilibrium.ingress.snapshot.Block.Kind;
import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.SwarmReader;
import equilibrium.ingress.swarm.inspect.SwarmCopy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Writes what a node knows, piece by piece: no announce waits for a lock that is held for longer
 * than it takes to copy {@link SwarmCopy#CHUNK} sessions.
 */
final class SnapshotWriter {
  private static final int HASH_BYTES = 20;
  private static final int ID_BYTES = 16;

  private final BlockWriter blocks;
  private final TrackerState state;
  private final Directory directory;
  private final SwarmReader swarms;
  private final SwarmCopy copy = new SwarmCopy();
  private final SessionCodec codec;

  SnapshotWriter(BlockWriter blocks, TrackerState state, Directory directory) {
    this.blocks = blocks;
    this.state = state;
    this.directory = directory;
    this.swarms = new SwarmReader(state.swarms());
    this.codec = new SessionCodec(state.clients(), state.swarms());
  }

  /** Downloads come before sessions, which on reading must not count as completions again. */
  void write(long nowMs, Map<Integer, Long> offsets) throws IOException {
    blocks.entry(Kind.ORIGIN, Long.BYTES).putLong(nowMs);
    for (var offset : offsets.entrySet()) {
      blocks.entry(Kind.ORIGIN, 12).putInt(offset.getKey()).putLong(offset.getValue());
    }
    standings();
    directory();
    try {
      downloads();
      sessions();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void standings() throws IOException {
    byte[] ids = new byte[Clients.CHUNK * ID_BYTES];
    byte[] tiers = new byte[Clients.CHUNK];
    for (int from = 1; from < state.clients().numbers(); from += Clients.CHUNK) {
      int copied = state.clients().copyStandings(from, ids, tiers);
      for (int i = 0; i < copied; i++) {
        blocks.entry(Kind.STANDINGS, ID_BYTES + 1).put(ids, i * ID_BYTES, ID_BYTES).put(tiers[i]);
      }
    }
  }

  private void directory() throws IOException {
    for (var entry : directory.torrents().entrySet()) {
      var torrent = entry.getValue();
      int flags = (torrent.allowed() ? 1 : 0) | (torrent.isPrivate() ? 2 : 0);
      blocks.entry(Kind.TORRENTS, HASH_BYTES + 1).put(entry.getKey().bytes()).put((byte) flags);
    }
    for (var entry : directory.keys().entrySet()) {
      blocks
          .entry(Kind.KEYS, 2 * ID_BYTES + Long.BYTES)
          .put(entry.getKey().bytes())
          .put(entry.getValue().client().bytes())
          .putLong(entry.getValue().untilMs());
    }
  }

  private void downloads() {
    swarms.downloads((words, from) -> {
      try {
        var to = blocks.entry(Kind.DOWNLOADS, SwarmReader.DOWNLOADS_WORDS * Long.BYTES);
        for (int i = 0; i < SwarmReader.DOWNLOADS_WORDS; i++) {
          to.putLong(words[from + i]);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  private void sessions() {
    byte[] hashes = new byte[SwarmReader.CHUNK * HASH_BYTES];
    byte[] infoHash = new byte[HASH_BYTES];
    swarms.hashes(
        hashes,
        copied -> {
          for (int i = 0; i < copied; i++) {
            System.arraycopy(hashes, i * HASH_BYTES, infoHash, 0, HASH_BYTES);
            try {
              sessions(infoHash);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        });
  }

  private void sessions(byte[] infoHash) throws IOException {
    for (boolean more = copy.begin(swarms, infoHash); more; more = copy.more(swarms)) {
      int bytes = HASH_BYTES + Integer.BYTES + copy.size() * SessionCodec.BYTES;
      var to = blocks.entry(Kind.SESSIONS, bytes).put(infoHash).putInt(copy.size());
      while (copy.next()) {
        codec.write(copy, to);
      }
    }
  }
}
