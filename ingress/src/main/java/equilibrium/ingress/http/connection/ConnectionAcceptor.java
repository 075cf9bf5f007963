package equilibrium.ingress.http.connection;

import equilibrium.ingress.http.ClientAddressResolver;
import equilibrium.ingress.http.HttpConfig;
import equilibrium.ingress.http.HttpConfig.ProxyProtocol;
import equilibrium.ingress.http.connection.Connection.End;
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
public final class ConnectionAcceptor {

  /** Who stands behind a connection. */
  public enum Behind {
    /** Who connected. */
    PEER,
    /** Whom a PROXY header named. */
    PROXY_PROTOCOL,
    /** A proxy that speaks HTTP, for whom its headers say. */
    PROXY
  }

  /** A connection that may begin with HTTP. */
  public interface Opened {
    void open(StreamConnection connection, Transport transport, Behind behind);
  }

  private final HttpConfig config;
  private final ClientAddressResolver origins;
  private final ConnectionLimits guests;
  private final @Nullable Tls tls;
  private final Opened opened;

  public ConnectionAcceptor(
      HttpConfig config,
      ClientAddressResolver origins,
      ConnectionLimits guests,
      @Nullable Tls tls,
      Opened opened) {
    this.config = config;
    this.origins = origins;
    this.guests = guests;
    this.tls = tls;
    this.opened = opened;
  }

  /** Takes a connection that was just accepted. */
  public void knock(StreamConnection connection, Transport transport) {
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

  private void proxy(Connection guest, Transport transport) {
    if (config.proxyProtocol() == ProxyProtocol.OFF) {
      begin(guest, guest.connection(), transport, Behind.PROXY);
      return;
    }
    new ProxyReader(guest, config.times().request())
        .read((header, rest) -> introduced(guest, transport, header, rest));
  }

  private void introduced(
      Connection guest, Transport transport, ProxyHeader header, ByteBuffer rest) {
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
          begin(guest, new ProxiedConnection(connection, client), transport, Behind.PROXY_PROTOCOL);
        }
      }
    }
  }

  private void begin(
      Connection guest, StreamConnection connection, Transport transport, Behind behind) {
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
