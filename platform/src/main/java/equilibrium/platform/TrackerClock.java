package equilibrium.platform;

/** The tracker's time. Folds never see it: their time comes from the events. */
@FunctionalInterface
public interface TrackerClock {

  /** Milliseconds since 1970, UTC, scaled. */
  long nowMs();

  static TrackerClock system(TimeScale scale) {
    return () -> scale.scaledMs(System.currentTimeMillis());
  }
}
