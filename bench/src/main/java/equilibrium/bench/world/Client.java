package equilibrium.bench.world;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Somebody with a client program, who is online at times and has sessions in swarms. */
final class Client {
  private static final long HOUR_MS = 3_600_000;
  private static final long DAY_MS = 24 * HOUR_MS;

  final String announceKey;
  final Kind kind;
  final Program program;
  final Line line;
  final Habit habit;
  final long cheatsFromMs;
  final List<Session> sessions = new ArrayList<>();
  String ipv4;
  byte[] processId = new byte[0];
  boolean online;
  long changesAtMs;

  /** Sessions that can use the line in this step. */
  int uploads;

  int downloads;

  long fabricatedUp;
  long hiddenDown;
  long sent;
  long received;

  /** JOAL: total rate now, and until when; bytes a second. */
  double emulatedRate;

  long emulatedUntilMs;

  /**
   * The line of a client.
   *
   * @param up bytes a second
   * @param down bytes a second
   * @param ipv6 second address; null: none
   * @param unseen whether it never announces
   */
  record Line(
      double up, double down, @Nullable String ipv6, int port, boolean udp, boolean unseen) {}

  /**
   * When a client is online.
   *
   * @param always day and night
   * @param fromHour of the day
   * @param hours a day
   */
  record Habit(boolean always, double fromHour, double hours) {}

  Client(
      String announceKey, Kind kind, Program program, Line line, Habit habit, long cheatsFromMs) {
    this.announceKey = announceKey;
    this.kind = kind;
    this.program = program;
    this.line = line;
    this.habit = habit;
    this.cheatsFromMs = cheatsFromMs;
    this.ipv4 = "";
  }

  boolean cheats(long nowMs) {
    return kind != Kind.HONEST && nowMs >= cheatsFromMs;
  }

  boolean isIn(Swarm swarm) {
    return sessions.stream().anyMatch(session -> session.swarm == swarm);
  }

  /** When it comes or goes next, after it came or went. */
  long nextChange(long nowMs, Dice dice) {
    if (online) {
      double hours = habit.always ? dice.exponential(24 * 12) : dice.normal(habit.hours, 1.5);
      return nowMs + (long) (Math.max(0.5, hours) * HOUR_MS);
    }
    if (habit.always) {
      return nowMs + (long) (dice.between(0.05, 1) * HOUR_MS); // a restart
    }
    long midnightMs = Math.floorDiv(nowMs, DAY_MS) * DAY_MS;
    long nextMs = midnightMs + (long) ((habit.fromHour + dice.normal(0, 1)) * HOUR_MS);
    while (nextMs <= nowMs || dice.chance(0.12)) { // some days it stays away
      nextMs += DAY_MS;
    }
    return nextMs;
  }
}
