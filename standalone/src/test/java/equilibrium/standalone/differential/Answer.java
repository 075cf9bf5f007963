package equilibrium.standalone.differential;

import java.util.List;
import java.util.Set;

/** What a tracker answered, whichever wire it was. */
sealed interface Answer {

  /**
   * An announce was answered with peers.
   *
   * @param downloads -1: not said
   */
  record Announced(int seeders, int leechers, int downloads, int interval, Set<Endpoint> peers)
      implements Answer {}

  /** A scrape was answered; over HTTP in the order of the hashes that were known. */
  record Scraped(List<Swarm> swarms) implements Answer {}

  /** One swarm of a scrape. */
  record Swarm(String infoHash, int seeders, int leechers, int downloads) {}

  record Connected(long id) implements Answer {}

  /** A failure in the protocol's own terms. */
  record Failed(String reason) implements Answer {}

  /** A response that is no reply of a tracker. */
  record Status(int code) implements Answer {}

  /** Nothing came, or the connection was closed. */
  record Silence() implements Answer {}

  /** Neither: the bytes make no sense. */
  record Garbled(String what) implements Answer {}

  /** Where a peer listens; the address in IPv4's four bytes. */
  record Endpoint(int address, int port) {}
}
