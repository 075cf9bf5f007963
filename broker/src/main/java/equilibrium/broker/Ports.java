package equilibrium.broker;

import equilibrium.platform.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of 127.0.0.1 that must be known before the server that listens there starts. */
public final class Ports {

  /**
   * The port if nobody listens on it; for 0, any free one. Another program may still take it before
   * it is used; that start then fails.
   *
   * @param what the server's name in the error message
   * @param key the setting that changes it
   */
  public static int free(int port, String what, String key) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true); // connections of an earlier process may linger
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new Fault(
          "port %d of 127.0.0.1, for %s, is taken by another program: stop that, or set %s"
              .formatted(port, what, key),
          e);
    }
  }

  /** Any free port but this one, on which nobody listens yet. */
  static int freeBeside(int port, String what, String key) {
    int free;
    do {
      free = free(0, what, key);
    } while (free == port);
    return free;
  }

  private Ports() {}
}
