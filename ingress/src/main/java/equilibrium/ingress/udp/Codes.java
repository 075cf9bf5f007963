package equilibrium.ingress.udp;

import equilibrium.ingress.net.Addresses;
import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.AnnounceEvent;
import java.nio.ByteBuffer;
import java.util.List;

/** The meaning of numbers that both layouts of an announce share. */
final class Codes {

  /** Unknown events are no event; 4 is libtorrent's "paused" (BEP 21). */
  static AnnounceEvent event(int code) {
    return switch (code) {
      case 1 -> AnnounceEvent.COMPLETED;
      case 2 -> AnnounceEvent.STARTED;
      case 3 -> AnnounceEvent.STOPPED;
      case 4 -> AnnounceEvent.PAUSED;
      default -> AnnounceEvent.NONE;
    };
  }

  /** 0, and -1 in some clients, stand for the source's own address. */
  static List<Address> claimed(int address) {
    return address == 0 || address == -1
        ? List.of()
        : List.of(Addresses.of(ByteBuffer.allocate(4).putInt(address).array()));
  }

  private Codes() {}
}
