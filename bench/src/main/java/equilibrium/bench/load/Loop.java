package equilibrium.bench.load;

import java.util.concurrent.TimeUnit;

/**
 * Keeps announces in flight with one thread. An announce has a slot until it is answered or given
 * up. It begins with few in flight and adds one for each reply, because a burst at the beginning
 * would overflow queues that hold all later ones. At a fixed rate the thread never sleeps, so that
 * its own waking delays nothing.
 */
final class Loop {
  /** Sends and receives what the loop asks for. */
  interface Wire {
    /** Sends an announce. */
    void send(int slot);

    /** Something happened to the socket with this key. */
    void ready(int key, int kinds);

    /** The announce of the slot was given up. */
    void abandon(int slot);
  }

  private static final int WAIT_MS = 20;
  private static final int FIRST = 16;
  private static final long SWEEP_NS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Linux linux;
  private final Run run;
  private final long patienceNs;
  private final int[] free;
  private final long[] dueNs;
  private final long[] sentNs;
  private final boolean[] inFlight;
  private int freeCount;
  private int allowed;
  private long sweptNs;

  /**
   * A loop that does not run yet.
   *
   * @param patienceNs time after which an announce counts as lost
   */
  Loop(Linux linux, Run run, int slots, long patienceNs) {
    this.linux = linux;
    this.run = run;
    this.patienceNs = patienceNs;
    free = new int[slots];
    dueNs = new long[slots];
    sentNs = new long[slots];
    inFlight = new boolean[slots];
    allowed = Math.min(slots, FIRST);
    while (freeCount < slots) {
      free[freeCount] = slots - 1 - freeCount;
      freeCount++;
    }
  }

  /** Runs to the end of the run; announces that are unanswered then are lost. */
  @SuppressWarnings("ThreadPriorityCheck") // a broker on the same processor goes first
  void run(Wire wire) {
    long nowNs = System.nanoTime();
    sweptNs = nowNs;
    while (run.goesOn(nowNs) || (isWaiting() && run.isPatient(nowNs))) {
      sendDue(wire, nowNs);
      int events = linux.await(run.hasRate() ? 0 : WAIT_MS);
      for (int i = 0; i < events; i++) {
        wire.ready(linux.key(i), linux.kinds(i));
      }
      if (events == 0 && run.hasRate()) {
        Thread.yield();
      }
      nowNs = System.nanoTime();
      if (nowNs - sweptNs >= SWEEP_NS) {
        sweptNs = nowNs;
        giveUp(wire, nowNs - patienceNs);
      }
    }
    giveUp(wire, Long.MAX_VALUE / 2 + nowNs);
  }

  private boolean isWaiting() {
    return freeCount < free.length || run.isBehind();
  }

  private void sendDue(Wire wire, long nowNs) {
    int unsent = allowed - (free.length - freeCount);
    for (; unsent > 0 && freeCount > 0; unsent--) {
      long due = run.take(nowNs);
      if (due == -1) {
        return;
      }
      int slot = free[--freeCount];
      dueNs[slot] = due;
      sentNs[slot] = nowNs;
      inFlight[slot] = true;
      wire.send(slot);
    }
  }

  private void giveUp(Wire wire, long sentBeforeNs) {
    for (int slot = 0; slot < inFlight.length; slot++) {
      if (inFlight[slot] && sentNs[slot] - sentBeforeNs < 0) {
        wire.abandon(slot);
        lost(slot);
      }
    }
  }

  /** Whether the slot has an announce that is neither answered nor lost. */
  boolean isInFlight(int slot) {
    return inFlight[slot];
  }

  /** The reply to the announce of the slot has arrived. */
  void answered(int slot, Content content, int peers, boolean company) {
    allowed = Math.min(free.length, allowed + 1);
    run.tally().reply(content, peers, company, System.nanoTime() - dueNs[slot]);
    release(slot);
  }

  /** There will be no reply. */
  void lost(int slot) {
    run.tally().lost(1);
    release(slot);
  }

  private void release(int slot) {
    inFlight[slot] = false;
    free[freeCount++] = slot;
  }
}
