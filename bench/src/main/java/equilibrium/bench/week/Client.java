package equilibrium.bench.week;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Set;

/** A user with one program, one line and one habit. */
final class Client {
  private static final int FIRST_PORT = 10_000;

  /** 100 Mbit/s for everybody, so that differences come from the peers, bytes per second. */
  static final double DOWNLOAD = 12.5e6;

  private final int number;
  private final IssuedKey key;
  private final Program program;
  private final Habit habit;
  private final double upload;
  private final Set<Torrent> tried = new HashSet<>();
  private int downloading;

  /**
   * A client that has tried nothing yet.
   *
   * @param number from 0, other than that of any other client
   * @param upload bytes per second, of all its torrents together
   */
  Client(int number, IssuedKey key, Program program, Habit habit, double upload) {
    this.number = number;
    this.key = key;
    this.program = program;
    this.habit = habit;
    this.upload = upload;
  }

  int number() {
    return number;
  }

  IssuedKey key() {
    return key;
  }

  Program program() {
    return program;
  }

  Habit habit() {
    return habit;
  }

  double upload() {
    return upload;
  }

  /** An address that no other client has. */
  InetAddress address() {
    try {
      return InetAddress.getByAddress(
          new byte[] {127, 30, (byte) (number / 250), (byte) (1 + number % 250)});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  int port() {
    return FIRST_PORT + number;
  }

  /** The number of the client with a port; -1 or more than there are clients: nobody's. */
  static int numberOf(int port) {
    return Math.max(-1, port - FIRST_PORT);
  }

  /** Remembers a torrent; false: it had it before. */
  boolean tries(Torrent torrent) {
    return tried.add(torrent);
  }

  int downloading() {
    return downloading;
  }

  void begins() {
    downloading++;
  }

  void ends() {
    downloading--;
  }
}
