package equilibrium.bench.trace;

/** One line of a trace. */
public sealed interface TraceLine permits TraceTorrent, TraceAnnounce {}
