package equilibrium.bench.ledger;

import java.net.InetSocketAddress;

/**
 * One announce of the load.
 *
 * @param infoHash 40 hex digits
 * @param peerId 20 ASCII characters
 * @param source address of the client, without a port
 * @param event empty: none
 * @param uploaded bytes so far
 * @param downloaded bytes so far
 * @param left bytes missing
 */
record NumberedAnnounce(
    long number,
    String infoHash,
    String peerId,
    InetSocketAddress source,
    int port,
    String event,
    long uploaded,
    long downloaded,
    long left) {

  /** Which of so many nodes it goes to. */
  int node(int nodes) {
    return (int) (number / 4 % nodes);
  }

  /** Whether it goes over UDP: one announce of four. */
  boolean isUdp() {
    return (number & 3) == 3;
  }
}
