package equilibrium.bench.announce;

import equilibrium.bench.load.Meter;
import equilibrium.bench.load.Target;
import equilibrium.bench.load.Transport;
import java.net.InetSocketAddress;

/** A tracker that somebody else has started. */
record GivenTracker(String name, Target target, Meter meter) implements Tracker {

  /**
   * The tracker at an address.
   *
   * @param pid its process id; 0: not known
   */
  static GivenTracker at(InetSocketAddress address, int httpsPort, long pid) {
    boolean ownSources = address.getAddress().isLoopbackAddress();
    return new GivenTracker(
        "target", new Target(address, httpsPort, ownSources), new Meter(pid, 0));
  }

  @Override
  public boolean speaks(Transport transport) {
    return transport != Transport.HTTPS || target.httpsPort() > 0;
  }

  @Override
  public void close() {} // it is not ours
}
