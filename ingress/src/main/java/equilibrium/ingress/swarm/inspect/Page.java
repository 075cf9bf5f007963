package equilibrium.ingress.swarm.inspect;

import equilibrium.ingress.swarm.SwarmReader;
import equilibrium.schemas.Ids;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of the list of all swarms in the order of their info-hashes: the lowest ones beyond the
 * last of the page before. Each page reads all info-hashes once; in return no more than two pages
 * of hashes are in memory at any time, however many swarms there are and whatever hashes clients
 * choose. Not thread-safe. (Not final: a test changes the swarms between two chunks.)
 */
public class Page {
  private static final int BYTES = Ids.INFO_HASH_BYTES;

  private final byte[] chunk = new byte[SwarmReader.CHUNK * BYTES];
  private final byte @Nullable [] after;
  private final int most;
  private final byte[][] lowest;
  private int size;
  private byte @Nullable [] bound;

  /**
   * An empty page.
   *
   * @param after last hash of the page before; null: this is the first page
   * @param most hashes at most
   */
  public Page(byte @Nullable [] after, int most) {
    this.after = after;
    this.most = most;
    this.lowest = new byte[2 * most][];
  }

  /** Fills the page from all swarms. */
  public void fill(SwarmReader swarms) {
    swarms.hashes(chunk, this::offer);
  }

  /** Takes those of the chunk's first hashes that belong to this page. */
  void offer(int hashes) {
    for (int i = 0; i < hashes * BYTES; i += BYTES) {
      if ((after == null || compare(i, after) > 0) && (bound == null || compare(i, bound) < 0)) {
        if (size == lowest.length) {
          keepLowest();
        }
        lowest[size++] = Arrays.copyOfRange(chunk, i, i + BYTES);
      }
    }
  }

  private int compare(int at, byte[] hash) {
    return Arrays.compareUnsigned(chunk, at, at + BYTES, hash, 0, BYTES);
  }

  private void keepLowest() {
    Arrays.sort(lowest, 0, size, Arrays::compareUnsigned);
    int kept = 0;
    for (int i = 0; i < size && kept < most; i++) {
      if (kept == 0 || !Arrays.equals(lowest[i], lowest[kept - 1])) {
        lowest[kept++] = lowest[i];
      }
    }
    size = kept;
    if (size == most) {
      bound = lowest[size - 1];
    }
  }

  /** The page, in order, each hash once; empty: the list has ended. */
  public List<byte[]> hashes() {
    keepLowest();
    return List.of(Arrays.copyOf(lowest, size));
  }
}
