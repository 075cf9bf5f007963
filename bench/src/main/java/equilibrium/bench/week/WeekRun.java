package equilibrium.bench.week;

import equilibrium.platform.Fault;
import equilibrium.platform.TimeScale;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.SplittableRandom;

/** Lives the week. Everything but the sending happens on one thread. */
final class WeekRun {
  /** Real time between two steps; at a scale of 600 half a minute of the tracker's. */
  private static final long STEP_MS = 50;

  private static final long DAY_MS = 86_400_000;
  private static final long ARRIVING_MS = 3_600_000; // all that is held is announced by then
  private static final int MOST_DOWNLOADING = 3; // of a client at a time
  private static final double INVENTED = 150e6; // bytes per second that the liar claims
  private static final long LEAVING_MS = 30_000; // real

  /** So many failed announces, and more than went well, end the run. */
  private static final long MOST_FAULTS = 200;

  /**
   * What came of it.
   *
   * @param beganMs tracker time, as is endedMs
   * @param invented bytes that the liar claims and nobody got
   * @param skipped wishes of clients that had the torrent, or enough to do
   * @param longestStepMs tracker time; long ones say that the machine was too slow
   */
  record Result(
      Observations seen,
      long beganMs,
      long endedMs,
      long invented,
      int skipped,
      long longestStepMs) {}

  private final WeekOptions options;
  private final Population population;
  private final Sender sender;
  private final PrintStream out;
  private final SplittableRandom random;
  private final Observations seen = new Observations();
  private final LinkedHashSet<Session> sessions = new LinkedHashSet<>();
  private final ArrayDeque<Wish> wishes;
  private long invented;
  private int skipped;

  WeekRun(WeekOptions options, Population population, Sender sender, PrintStream out) {
    this.options = options;
    this.population = population;
    this.sender = sender;
    this.out = out;
    random = new SplittableRandom(options.seed() + 1);
    wishes = new ArrayDeque<>(population.wishes());
  }

  private TimeScale scale() {
    return options.scale();
  }

  private long nowMs() {
    return scale().scaledMs(System.currentTimeMillis());
  }

  /** Lives all days; a {@link Fault} if the tracker takes next to nothing. */
  Result run() throws InterruptedException {
    long beganMs = nowMs();
    long endMs = beganMs + options.days() * DAY_MS;
    for (var holding : population.holdings()) {
      hold(holding, beganMs);
    }
    long lastMs = beganMs;
    long longestMs = 0;
    for (long now = beganMs; now < endMs; now = nowMs()) {
      takeReplies(now);
      begin(now, beganMs);
      move(now, (now - lastMs) / 1_000.0);
      announce(now);
      longestMs = Math.max(longestMs, now - lastMs);
      if ((now - beganMs) / DAY_MS > (lastMs - beganMs) / DAY_MS) {
        tell((now - beganMs) / DAY_MS);
      }
      lastMs = now;
      Thread.sleep(STEP_MS);
    }
    leave();
    return new Result(seen, beganMs, nowMs(), invented, skipped, longestMs);
  }

  private void hold(Holding holding, long beganMs) {
    var client = holding.client();
    long atMs = beganMs + random.nextLong(ARRIVING_MS);
    var session = new Session(client, holding.torrent(), peerId(client), true, atMs);
    session.leavesAt(
        holding.untilMs() == Long.MAX_VALUE ? Long.MAX_VALUE : atMs + holding.untilMs());
    sessions.add(session);
  }

  private String peerId(Client client) {
    return client.program().peerId(random);
  }

  private void takeReplies(long now) {
    for (var one : sender.answered()) {
      seen.add(one.announce(), one.reply(), scale().scaledMs(one.sentMs()));
      var session = one.announce().session();
      long intervalMs = one.reply().intervalS() * 1_000L * scale().factor();
      session.answered(one.announce(), one.reply(), options.clients(), intervalMs, now);
      if (session.isOver() && sessions.remove(session)) {
        end(session);
      }
    }
    if (seen.faults() > MOST_FAULTS && seen.faults() > seen.total()) {
      throw new Fault("the tracker takes next to nothing: " + seen.firstFaults());
    }
  }

  private void end(Session session) {
    seen.forget(session);
    invented += session.invented();
    if (!session.isSeed()) {
      session.client().ends();
    }
  }

  private void begin(long now, long beganMs) {
    for (var wish = wishes.peek();
        wish != null && beganMs + wish.atMs() <= now;
        wish = wishes.peek()) {
      wishes.remove();
      var client = wish.client();
      if (client.downloading() >= MOST_DOWNLOADING || !client.tries(wish.torrent())) {
        skipped++;
        continue;
      }
      client.begins();
      sessions.add(new Session(client, wish.torrent(), peerId(client), false, now));
    }
  }

  private void move(long now, double seconds) {
    for (var session : Transfers.move(sessions, seconds)) {
      session.client().ends();
      session.leavesAt(now + session.client().habit().stayMs(random));
    }
    for (var session : sessions) {
      if (session.client().equals(population.liar())
          && session.torrent().equals(population.cheated())
          && session.isPresent()) {
        session.invents(INVENTED * seconds);
      }
    }
  }

  private void announce(long now) {
    for (var session : sessions) {
      var due = session.due(now);
      if (due == null) {
        continue;
      }
      sender.send(due);
      var otherHash = session.torrent().otherHash();
      if (otherHash != null) {
        sender.send(due.under(otherHash));
      }
    }
  }

  /** All send stopped; who gets no answer in time is let go. */
  private void leave() throws InterruptedException {
    long now = nowMs();
    sessions.forEach(session -> session.leavesNow(now));
    long deadlineNs = System.nanoTime() + LEAVING_MS * 1_000_000;
    sessions.removeIf(Session::isOver);
    while (!sessions.isEmpty() && System.nanoTime() < deadlineNs) {
      announce(nowMs());
      Thread.sleep(STEP_MS);
      takeReplies(nowMs());
    }
    sessions.forEach(this::end);
  }

  private void tell(long day) {
    out.printf(
        Locale.ROOT,
        "day %d of %d: %,d announces, %,d downloads, %,d sessions%n",
        day,
        options.days(),
        seen.total(),
        seen.downloads().size(),
        sessions.size());
  }
}
