package equilibrium.ingress.swarm;

/** An address family, with the size of what is told about one peer of it (BEP 7, BEP 23). */
public enum Family {
  IPV4(4),
  IPV6(16);

  final int addressBytes;

  Family(int addressBytes) {
    this.addressBytes = addressBytes;
  }

  /** Address and port, as compact peer lists hold them. */
  public int endpointBytes() {
    return addressBytes + 2;
  }
}
