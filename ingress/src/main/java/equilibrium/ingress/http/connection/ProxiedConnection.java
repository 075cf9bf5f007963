package equilibrium.ingress.http.connection;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.xnio.IoUtils;
import org.xnio.Option;
import org.xnio.StreamConnection;

/** A proxy's connection with the address of the client that a PROXY header named. */
final class ProxiedConnection extends StreamConnection {
  private final StreamConnection proxy;
  private final InetSocketAddress client;

  ProxiedConnection(StreamConnection proxy, InetSocketAddress client) {
    super(proxy.getIoThread());
    this.proxy = proxy;
    this.client = client;
    setSourceConduit(proxy.getSourceChannel().getConduit());
    setSinkConduit(proxy.getSinkChannel().getConduit());
  }

  @Override
  public SocketAddress getPeerAddress() {
    return client;
  }

  @Override
  public SocketAddress getLocalAddress() {
    return proxy.getLocalAddress();
  }

  @Override
  public boolean supportsOption(Option<?> option) {
    return proxy.supportsOption(option);
  }

  @Override
  public <T> T getOption(Option<T> option) throws IOException {
    return proxy.getOption(option);
  }

  @Override
  public <T> T setOption(Option<T> option, T value) throws IOException {
    return proxy.setOption(option, value);
  }

  @Override
  protected void notifyReadClosed() {
    IoUtils.safeClose(proxy.getSourceChannel());
  }

  @Override
  protected void notifyWriteClosed() {
    IoUtils.safeClose(proxy.getSinkChannel());
  }

  @Override
  protected void closeAction() {
    IoUtils.safeClose(proxy);
  }
}
