package equilibrium.bench.announce;

import equilibrium.bench.load.Meter;
import equilibrium.bench.load.Target;
import equilibrium.bench.load.Transport;

/** A tracker that runs, and what it may use. */
interface Tracker extends AutoCloseable {
  /** The name in the table. */
  String name();

  Target target();

  /** Whether it can be asked so. */
  boolean speaks(Transport transport);

  Meter meter();

  /** Ends what was started for it. */
  @Override
  void close();
}
