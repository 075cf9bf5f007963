package equilibrium.ingress.http.connection;

import equilibrium.ingress.http.connection.Connection.End;
import equilibrium.ingress.http.connection.ConnectionConfig.ProxyProtocol;
import equilibrium.schemas.event.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;

/**
 * What happens to a connection before Undertow gets it. Undertow's own reader of PROXY headers
 * believes everybody, waits for them for ever, and knows no optional ones.
 *
 * <pre>
 * accepted -> counted -> PROXY header read, if a trusted proxy sends one -> TLS, if HTTPS
 *          -> RequestReader -> Undertow
 * </pre>
 */
public final class ConnectionAcceptor {

  /** Whose address a connection has. */
  public enum Behind {
    /** The client's own. */
    PEER,
    /** The client's, named by a PROXY header. */
    PROXY_PROTOCOL,
    /** An HTTP proxy's; its forwarding header names the client. */
    PROXY
  }

  /** How the requests of a connection come. */
  public record Arrival(Transport transport, Behind behind) {}

  /** Takes a connection on which HTTP may begin. */
  public interface Opened {
    void open(StreamConnection connection, Arrival arrival);
  }

  private final ConnectionConfig config;
  private final ConnectionLimits limits;
  private final @Nullable Tls tls;
  private final Opened opened;

  /** Accepts connections; without TLS, HTTPS is not spoken. */
  public ConnectionAcceptor(
      ConnectionConfig config, ConnectionLimits limits, @Nullable Tls tls, Opened opened) {
    this.config = config;
    this.limits = limits;
    this.tls = tls;
    this.opened = opened;
  }

  /** Takes a connection that the system has just accepted. */
  public void accept(StreamConnection stream, Transport transport) {
    try {
      enter(stream, transport);
    } catch (RuntimeException e) { // nobody else would close it
      IoUtils.safeClose(stream);
      throw e;
    }
  }

  private void enter(StreamConnection stream, Transport transport) {
    var connection = limits.enter(stream);
    var peer = stream.getPeerAddress(InetSocketAddress.class);
    if (!stream.isOpen()) {
      return;
    }
    if (peer == null) {
      connection.close(End.CLIENT);
      return;
    }
    if (config.isTrusted(peer.getAddress())) {
      proxy(connection, transport);
    } else if (config.proxyProtocol() == ProxyProtocol.REQUIRED) {
      connection.close(End.UNTRUSTED);
    } else if (limits.count(connection, peer.getAddress())) {
      begin(connection, stream, new Arrival(transport, Behind.PEER));
    }
  }

  /** Whether a connection from the address is the client's own, and plain HTTP may begin on it. */
  boolean isDirect(InetAddress peer) {
    return !config.isTrusted(peer);
  }

  /** Whether only trusted proxies may connect. */
  boolean isForProxies() {
    return config.proxyProtocol() == ProxyProtocol.REQUIRED;
  }

  /**
   * Goes on with a connection over HTTP that was accepted and counted elsewhere.
   *
   * @param read what has been read of it
   * @param left called when it ends
   */
  void adopt(StreamConnection stream, FastConnection accepted, ByteBuffer read, Runnable left) {
    try {
      var connection = limits.adopt(stream, left);
      if (!accepted.isCounted()) {
        proxy(connection, Transport.HTTP);
        return;
      }
      connection.countFor(accepted.peer());
      if (read.hasRemaining()) {
        connection.begun();
      }
      var whole = ProxyReader.pushBack(connection, read);
      begin(connection, whole, new Arrival(Transport.HTTP, Behind.PEER));
    } catch (RuntimeException e) { // nobody else would close it
      IoUtils.safeClose(stream);
      throw e;
    }
  }

  private void proxy(Connection connection, Transport transport) {
    if (config.proxyProtocol() == ProxyProtocol.OFF) {
      begin(connection, connection.stream(), new Arrival(transport, Behind.PROXY));
      return;
    }
    new ProxyReader(connection, config.times().request())
        .read((header, rest) -> headed(connection, transport, header, rest));
  }

  /** Goes on behind a PROXY header, or behind what came in its place. */
  private void headed(
      Connection connection, Transport transport, ProxyHeader header, ByteBuffer rest) {
    switch (header) {
      case ProxyHeader.Incomplete(), ProxyHeader.Malformed() -> connection.close(End.PROXY_HEADER);
      case ProxyHeader.Absent() -> {
        if (config.proxyProtocol() == ProxyProtocol.REQUIRED) {
          connection.close(End.PROXY_HEADER);
        } else {
          var stream = ProxyReader.pushBack(connection, rest);
          begin(connection, stream, new Arrival(transport, Behind.PROXY));
        }
      }
      case ProxyHeader.Complete(var client, _) -> {
        var stream = ProxyReader.pushBack(connection, rest);
        if (client == null) { // the proxy's own connection: a health check
          begin(connection, stream, new Arrival(transport, Behind.PROXY));
        } else if (limits.count(connection, client.getAddress())) {
          begin(
              connection,
              new ProxiedConnection(stream, client),
              new Arrival(transport, Behind.PROXY_PROTOCOL));
        }
      }
    }
  }

  private void begin(Connection connection, StreamConnection stream, Arrival arrival) {
    var within = config.times().request();
    if (arrival.transport() != Transport.HTTPS || tls == null) {
      opened.open(RequestReader.over(stream, connection, within), arrival);
      return;
    }
    var handshake = tls.wrap(stream);
    var deadline = connection.closeAfter(within);
    handshake
        .getHandshakeSetter()
        .set(_ -> {
          if (deadline != null) {
            deadline.remove();
          }
        });
    opened.open(RequestReader.over(handshake, connection, within), arrival);
  }
}
