package equilibrium.scoring.stream;

import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.EventId;
import equilibrium.scoring.stream.Announces.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random histories: some hours of six peers of three clients in two swarms, with restarts, lost
 * stops, pauses, backsteps and missing counters. The same seed gives the same history.
 */
final class Histories {
  /** Histories of a batch. */
  static final int SIZE = 250;

  private static final long GIB = 1L << 30;
  private static final long HOUR_MS = 3_600_000;
  private static final List<AnnounceEvent> EVENTS = List.of(AnnounceEvent.values());

  private final Announces announces = new Announces();

  /** An announce, and when it was appended to the log. */
  record Appended(Announced announced, long atMs) {}

  /** One after the other, two days apart, so that sessions are forgotten in between. */
  List<Appended> batch(int batch, Random random) {
    var history = new ArrayList<Appended>();
    for (int i = 0; i < SIZE; i++) {
      history(Announces.START_MS + i * 48L * HOUR_MS, batch * SIZE + i, random, history);
    }
    return history;
  }

  private void history(long beganMs, int number, Random random, List<Appended> history) {
    long[] uploaded = new long[6];
    long[] downloaded = new long[6];
    long atMs = beganMs;
    for (int i = 0; i < 24; i++) {
      int peer = random.nextInt(6);
      var event = random.nextBoolean() ? AnnounceEvent.NONE : EVENTS.get(random.nextInt(5));
      if (event == AnnounceEvent.STARTED) {
        uploaded[peer] = 0;
        downloaded[peer] = 0;
      }
      uploaded[peer] += random.nextLong(GIB);
      downloaded[peer] =
          Math.clamp(downloaded[peer] + random.nextLong(GIB / 2) - GIB / 100, 0, GIB);
      Long left = random.nextInt(8) == 0 ? null : Long.valueOf(GIB - downloaded[peer]);
      var report = new Report(0, event, uploaded[peer], downloaded[peer], left);
      int swarm = 2 * (number % 15_000) + peer % 2;
      var announced = announces.by(swarm, peer, 3 * (number % 10_000) + peer % 3, report);
      history.add(new Appended(received(announced, random.nextInt(3), atMs), atMs));
      atMs += 1 + random.nextLong(random.nextInt(5) == 0 ? 2 * HOUR_MS : HOUR_MS / 4);
    }
  }

  private static Announced received(Announced announced, int node, long atMs) {
    var id = announced.getEventId();
    return Announced.newBuilder(announced)
        .setReceivedAtMs(atMs)
        .setEventId(new EventId((long) node, id.getBoot(), id.getSequence()))
        .build();
  }
}
