package equilibrium.bench.announce;

import equilibrium.bench.announce.AnnounceBench.Running;
import equilibrium.bench.load.Meter;
import equilibrium.bench.load.Target;
import equilibrium.bench.load.Transport;

/** A tracker that somebody else has started. */
record GivenTracker(String name, Target target, Meter meter) implements Tracker {

  /** The tracker that runs there. */
  static GivenTracker of(Running running) {
    var address = running.address();
    boolean ownSources = address.getAddress().isLoopbackAddress();
    return new GivenTracker(
        "target",
        new Target(address, running.path(), running.httpsPort(), ownSources),
        new Meter(running.pid(), 0));
  }

  @Override
  public boolean speaks(Transport transport) {
    return transport != Transport.HTTPS || target.httpsPort() > 0;
  }

  @Override
  public void close() {} // it is not ours
}
