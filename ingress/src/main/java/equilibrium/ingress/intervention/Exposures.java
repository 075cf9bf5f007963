package equilibrium.ingress.intervention;

import equilibrium.schemas.InterventionKey;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What clients are to be told about peers that they were given, by swarm and recipient, as last
 * read from PostgreSQL. Written by one thread, read by every one.
 */
public final class Exposures {

  /** An exposure, and how often it may still be told. */
  static final class Told {
    final Exposure exposure;
    private final AtomicInteger left;

    private Told(Exposure exposure) {
      this.exposure = exposure;
      this.left = new AtomicInteger(exposure.announces());
    }

    /** Takes one of the replies; false: none is left. */
    boolean take() {
      return left.get() > 0 && left.getAndDecrement() > 0;
    }

    /** Whether it may still be told. */
    boolean isLeft() {
      return left.get() > 0;
    }

    /** Whether it was told before. */
    boolean isBegun() {
      return left.get() < exposure.announces();
    }

    /** From now on, nothing of it is told. */
    void end() {
      left.set(0);
    }
  }

  private final int most;
  private final ConcurrentMap<InterventionKey, Told> told = new ConcurrentHashMap<>();

  /**
   * None yet.
   *
   * @param most exposures at most
   */
  Exposures(int most) {
    this.most = most;
  }

  /** Sets what a client is to be told; the same again changes nothing. False: there is no room. */
  public boolean put(InterventionKey recipient, Exposure exposure) {
    var before = told.get(recipient);
    if (before == null && told.size() >= most) {
      return false;
    }
    if (before == null || !before.exposure.equals(exposure)) {
      told.put(recipient, new Told(exposure));
    }
    return true;
  }

  public void remove(InterventionKey recipient) {
    told.remove(recipient);
  }

  /** Removes all others. */
  public void retain(Set<InterventionKey> recipients) {
    told.keySet().retainAll(recipients);
  }

  /** What a client is to be told now; null: nothing. */
  @Nullable Told of(InfoHash infoHash, ClientId client, long nowMs) {
    if (told.isEmpty()) {
      return null;
    }
    var found = told.get(new InterventionKey(infoHash, client));
    return found != null && found.exposure.isInForce(nowMs) ? found : null;
  }

  void expire(long nowMs) {
    told.values().removeIf(one -> one.exposure.untilMs() <= nowMs);
  }

  /** Interventions in memory, with those whose time has not come. */
  public int size() {
    return told.size();
  }
}
