package equilibrium.bench.load;

/**
 * Which peer announces next. Each announces once before any announces again. One tracker has one
 * sequence through all rounds, so its swarms stay as they are.
 */
public final class Sequence {
  private static final int STARTED_MASK = 31;

  private final Population population;
  private final int[] nextOf = new int[Population.ADDRESSES];
  private long next;

  /** A sequence that begins with the first peer. */
  public Sequence(Population population) {
    this.population = population;
  }

  /** The next peer of any address. */
  int next() {
    return (int) (next++ % population.size());
  }

  /** The next peer of this address. */
  int nextOf(int address) {
    int turns = population.size() / Population.ADDRESSES;
    int turn = nextOf[address];
    nextOf[address] = turn + 1 == turns ? 0 : turn + 1;
    return turn * Population.ADDRESSES + address;
  }

  /** Whether its announce says "started": each first one, and one of 32 peers always. */
  boolean isStarting(int peer) {
    return next <= population.size() || (peer & STARTED_MASK) == 0;
  }
}
