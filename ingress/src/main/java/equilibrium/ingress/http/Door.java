package equilibrium.ingress.http;

import equilibrium.ingress.http.Guest.End;
import equilibrium.ingress.http.HttpConfig.ProxyProtocol;
import equilibrium.schemas.event.Transport;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;

/**
 * What happens to a connection before HTTP begins: it is counted, its PROXY header is read, its TLS
 * begins. Undertow's own reader of PROXY headers believes everybody, waits for them for ever, and
 * knows no optional ones.
 */
final class Door {

  /** Who stands behind a connection. */
  enum Behind {
    /** Who connected. */
    PEER,
    /** Whom a PROXY header named. */
    TOLD,
    /** A proxy that speaks HTTP, for whom its headers say. */
    PROXY
  }

  /** A connection that may begin with HTTP. */
  interface Opened {
    void open(StreamConnection connection, Transport transport, Behind behind);
  }

  private final HttpConfig config;
  private final Origins origins;
  private final Guests guests;
  private final @Nullable Tls tls;
  private final Opened opened;

  Door(HttpConfig config, Origins origins, Guests guests, @Nullable Tls tls, Opened opened) {
    this.config = config;
    this.origins = origins;
    this.guests = guests;
    this.tls = tls;
    this.opened = opened;
  }

  /** Takes a connection that was just accepted. */
  void knock(StreamConnection connection, Transport transport) {
    try {
      enter(connection, transport);
    } catch (RuntimeException e) { // nobody else would close it
      IoUtils.safeClose(connection);
      throw e;
    }
  }

  private void enter(StreamConnection connection, Transport transport) {
    var guest = guests.enter(connection);
    var peer = connection.getPeerAddress(InetSocketAddress.class);
    if (!connection.isOpen()) {
      return;
    }
    if (peer == null) {
      guest.close(End.CLIENT);
      return;
    }
    if (origins.isTrusted(peer.getAddress())) {
      proxy(guest, transport);
    } else if (config.proxyProtocol() == ProxyProtocol.REQUIRED) {
      guest.close(End.UNTRUSTED);
    } else if (guests.count(guest, peer.getAddress())) {
      begin(guest, connection, transport, Behind.PEER);
    }
  }

  private void proxy(Guest guest, Transport transport) {
    if (config.proxyProtocol() == ProxyProtocol.OFF) {
      begin(guest, guest.connection(), transport, Behind.PROXY);
      return;
    }
    new ProxyReader(guest, config.times().request())
        .read((header, rest) -> introduced(guest, transport, header, rest));
  }

  private void introduced(Guest guest, Transport transport, ProxyHeader header, ByteBuffer rest) {
    switch (header) {
      case ProxyHeader.Incomplete(), ProxyHeader.Malformed() -> guest.close(End.PROXY_HEADER);
      case ProxyHeader.Absent() -> {
        if (config.proxyProtocol() == ProxyProtocol.REQUIRED) {
          guest.close(End.PROXY_HEADER);
        } else {
          begin(guest, ProxyReader.pushBack(guest, rest), transport, Behind.PROXY);
        }
      }
      case ProxyHeader.Complete(var client, _) -> {
        var connection = ProxyReader.pushBack(guest, rest);
        if (client == null) { // the proxy's own: it looks whether we are well
          begin(guest, connection, transport, Behind.PROXY);
        } else if (guests.count(guest, client.getAddress())) {
          begin(guest, new ToldConnection(connection, client), transport, Behind.TOLD);
        }
      }
    }
  }

  private void begin(Guest guest, StreamConnection connection, Transport transport, Behind behind) {
    if (transport != Transport.HTTPS || tls == null) {
      opened.open(connection, transport, behind);
      return;
    }
    var handshake = tls.wrap(connection);
    var deadline = guest.closeAfter(config.times().request());
    handshake
        .getHandshakeSetter()
        .set(_ -> {
          if (deadline != null) {
            deadline.remove();
          }
        });
    opened.open(handshake, transport, behind);
  }
}
