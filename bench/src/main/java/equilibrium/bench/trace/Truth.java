package equilibrium.bench.trace;

/**
 * What a client of a generated trace did, beside what it reported; bytes.
 *
 * @param fabricatedUp reported as uploaded, but never sent
 * @param hiddenDown downloaded, but never reported
 * @param sent really sent
 * @param received really received from other peers
 */
public record Truth(
    String announceKey, long fabricatedUp, long hiddenDown, long sent, long received) {}
