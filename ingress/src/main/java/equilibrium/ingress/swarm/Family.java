package equilibrium.ingress.swarm;

import equilibrium.ingress.memory.HotPath;

/** An address family, with the size of its endpoints in peer lists (BEP 7, BEP 23). */
@HotPath
public enum Family {
  IPV4(4),
  IPV6(16);

  /** Bytes before an IPv4 address that is mapped into IPv6. */
  private static final int MAPPED_BYTES = 12;

  final int addressBytes;

  Family(int addressBytes) {
    this.addressBytes = addressBytes;
  }

  /** The family of 16 bytes; a mapped IPv4 address is IPv4, whichever socket it came by. */
  public static Family of(byte[] address) {
    int bits = 0;
    for (int i = 0; i < 10; i++) {
      bits |= address[i];
    }
    return bits == 0 && (address[10] & address[11]) == -1 ? IPV4 : IPV6;
  }

  Family other() {
    return this == IPV4 ? IPV6 : IPV4;
  }

  /** Where the address begins in those 16 bytes. */
  int offset() {
    return this == IPV4 ? MAPPED_BYTES : 0;
  }

  /** Address and port, as compact peer lists hold them. */
  public int endpointBytes() {
    return addressBytes + 2;
  }
}
