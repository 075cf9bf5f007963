package equilibrium.peer.check;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import equilibrium.peer.Bencode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** HTTP and HTTPS (BEP 3, 7, 23, 48), by the JDK's client, which verifies certificates. */
final class HttpProbe implements Probe {
  private static final long MOST_BYTES = 1 << 20;

  private final URI tracker;
  private final Duration patience;
  private final HttpClient client;

  HttpProbe(URI tracker, Duration patience) {
    this.tracker = tracker;
    this.patience = patience;
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(patience)
            .build();
  }

  @Override
  public Answer announce(Request request) throws IOException {
    var query =
        "info_hash=%s&peer_id=%s&port=%d&uploaded=0&downloaded=0&left=%d&compact=1&numwant=200&event=%s"
            .formatted(
                escaped(HexFormat.of().parseHex(request.infoHash())),
                escaped(request.peerId().getBytes(US_ASCII)),
                request.port(),
                request.left(),
                request.event());
    var reply = ask(tracker.toString(), query);
    if (!(reply.get("interval") instanceof Long interval)) {
      throw new IOException("the reply has no interval");
    }
    var peers = new ArrayList<InetSocketAddress>();
    collect(reply.get("peers"), 4, peers);
    collect(reply.get("peers6"), 16, peers);
    return new Answer(peers, interval.intValue(), text(reply.get("warning message")));
  }

  @Override
  public Counts scrape(String infoHash) throws IOException {
    var url = tracker.toString();
    int at = url.lastIndexOf("/announce");
    if (at < 0) {
      throw new IOException("a URL without /announce has no scrape");
    }
    var scrape = url.substring(0, at) + "/scrape" + url.substring(at + "/announce".length());
    var reply = ask(scrape, "info_hash=" + escaped(HexFormat.of().parseHex(infoHash)));
    if (reply.get("files") instanceof Map<?, ?> files
        && files.values().stream().findFirst().orElse(null) instanceof Map<?, ?> swarm
        && swarm.get("complete") instanceof Long seeders
        && swarm.get("incomplete") instanceof Long leechers
        && swarm.get("downloaded") instanceof Long downloaded) {
      return new Counts(seeders, leechers, downloaded);
    }
    throw new IOException("the scrape does not name the torrent");
  }

  private Map<String, Object> ask(String url, String query) throws IOException {
    var request =
        HttpRequest.newBuilder(URI.create(url + (url.contains("?") ? "&" : "?") + query))
            .timeout(patience)
            .build();
    try {
      var reply = Bencode.dictionary(body(request));
      var failure = text(reply.get("failure reason"));
      if (failure != null) {
        throw new IOException("the tracker refuses: " + failure);
      }
      return reply;
    } catch (IllegalArgumentException e) {
      throw new IOException("the reply is " + e.getMessage(), e);
    }
  }

  /** The patience holds for the whole body: that of the request ends with the head of the reply. */
  private byte[] body(HttpRequest request) throws IOException {
    var reply =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
    try {
      return reply.get(patience.toMillis(), TimeUnit.MILLISECONDS).body();
    } catch (TimeoutException e) {
      reply.cancel(true);
      throw new IOException("request timed out", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException(String.valueOf(e.getCause()), e);
    } catch (InterruptedException e) {
      reply.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static @Nullable String text(@Nullable Object value) {
    return value instanceof byte[] bytes ? new String(bytes, UTF_8) : null;
  }

  private static void collect(
      @Nullable Object value, int addressBytes, List<InetSocketAddress> peers) throws IOException {
    if (!(value instanceof byte[] compact)) {
      if (value != null) {
        throw new IOException("the peers are not in compact form, which was asked for");
      }
      return;
    }
    int stride = addressBytes + 2;
    if (compact.length % stride != 0) {
      throw new IOException(
          "%d bytes of peers, expected a multiple of %d".formatted(compact.length, stride));
    }
    for (int at = 0; at < compact.length; at += stride) {
      var address = InetAddress.getByAddress(Arrays.copyOfRange(compact, at, at + addressBytes));
      int port = (compact[at + addressBytes] & 0xff) << 8 | (compact[at + addressBytes + 1] & 0xff);
      peers.add(new InetSocketAddress(address, port));
    }
  }

  private static String escaped(byte[] bytes) {
    var text = new StringBuilder();
    for (byte one : bytes) {
      text.append("%%%02x".formatted(one));
    }
    return text.toString();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
