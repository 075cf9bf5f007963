package equilibrium.anomaly.order;

/** Topics whose partitions send records to clients. Their order is part of the stored layout. */
public enum Source {
  CONTRIBUTIONS,
  ANNOUNCES
}
