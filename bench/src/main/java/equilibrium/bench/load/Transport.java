package equilibrium.bench.load;

/** How an announce is sent. */
public enum Transport {
  /** A connection for each announce, as most clients do. */
  HTTP("http"),
  /** Connections that stay open. */
  KEEP_ALIVE("keep-alive"),
  /** A connection and a full TLS handshake for each announce. */
  HTTPS("https"),
  /** One datagram; the connection id is known (BEP 15). */
  UDP("udp"),
  /** A connect before each announce. */
  UDP_CONNECT("udp-connect"),
  /** No announce at all. */
  IDLE("idle");

  private final String label;

  Transport(String label) {
    this.label = label;
  }

  /** The name in rows. */
  public String label() {
    return label;
  }

  /** Whether it needs no connection. */
  public boolean isUdp() {
    return this == UDP || this == UDP_CONNECT;
  }
}
