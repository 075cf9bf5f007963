package equilibrium.projector.table;

/** A row to write, and the record of its topic that it came from. */
public record Row<R>(int partition, long offset, R value) {}
