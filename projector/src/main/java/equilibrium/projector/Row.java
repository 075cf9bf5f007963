package equilibrium.projector;

/** A row to write, and the record of its topic that it came from. */
record Row<R>(int partition, long offset, R value) {}
