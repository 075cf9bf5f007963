package equilibrium.testing.event;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import java.util.Arrays;

/** Ids for tests, one for each number from 0 to 65535. Below 256 all bytes are the number. */
public final class Ids {

  public static InfoHash infoHash(int number) {
    return new InfoHash(bytes(20, number));
  }

  public static PeerId peerId(int number) {
    return new PeerId(bytes(20, number));
  }

  public static ClientId clientId(int number) {
    return new ClientId(bytes(16, number));
  }

  /** So many bytes of that number. */
  public static byte[] bytes(int size, int number) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) number);
    bytes[0] ^= (byte) (number >> 8);
    return bytes;
  }

  private Ids() {}
}
