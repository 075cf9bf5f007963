package equilibrium.platform;

/** A program of the tracker, started and running until closed. */
public interface Program extends AutoCloseable {

  /** Stops in order: takes nothing new, finishes what it has, leaves. At most 10 s. */
  @Override
  void close();
}
