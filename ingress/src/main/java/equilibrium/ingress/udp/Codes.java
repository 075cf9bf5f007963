package equilibrium.ingress.udp;

import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.announce.ClientNumbers;
import equilibrium.schemas.IpAddress;
import equilibrium.schemas.event.AnnounceEvent;
import java.nio.ByteBuffer;

/** What both layouts of an announce share: event, address, key, numwant and port, in this order. */
final class Codes {

  /** Reads from the position of the buffer on. */
  static void read(ByteBuffer request, Announce announce) {
    announce.event(event(request.getInt()));
    claim(request.getInt(), announce);
    announce.key(request.getInt());
    announce.numWant(ClientNumbers.numWant(request.getInt()));
    announce.port(request.getShort() & 0xffff);
  }

  /** Unknown events are no event; 4 is libtorrent's "paused" (BEP 21). */
  private static AnnounceEvent event(int code) {
    return switch (code) {
      case 1 -> AnnounceEvent.COMPLETED;
      case 2 -> AnnounceEvent.STARTED;
      case 3 -> AnnounceEvent.STOPPED;
      case 4 -> AnnounceEvent.PAUSED;
      default -> AnnounceEvent.NONE;
    };
  }

  /** 0, and -1 in some clients, stand for the source's own address. */
  private static void claim(int address, Announce announce) {
    if (address != 0 && address != -1) {
      announce.claim(0, IpAddress.mapped(address));
    }
  }

  private Codes() {}
}
