package equilibrium.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.http.HttpConfig.ForwardedHeader;
import equilibrium.ingress.net.Network;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Proxies are 10.0.0.0/8 and 2001:db8:ff::/48; the connection comes from 10.0.0.1. */
class ClientAddressResolverTest {
  private static final InetAddress PROXY = InetAddress.ofLiteral("10.0.0.1");
  private static final List<Network> PROXIES =
      List.of(Network.parse("10.0.0.0/8"), Network.parse("2001:db8:ff::/48"));

  @ParameterizedTest(name = "X-Forwarded-For: {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.7 | 192.0.2.7 | true | false",
        "198.51.100.1, 192.0.2.7 | 192.0.2.7 | true | false",
        "192.0.2.7, 10.0.0.2,10.0.0.3 | 192.0.2.7 | true | false",
        "192.0.2.7:51413 | 192.0.2.7 | true | false",
        "2001:db8::7 | 2001:db8::7 | true | false",
        "[2001:db8::7]:51413 | 2001:db8::7 | true | false",
        "192.0.2.7, 2001:db8:ff::1 | 192.0.2.7 | true | false",
        "192.0.2.7, , | 192.0.2.7 | true | false",
        "unknown | 10.0.0.1 | false | true",
        "192.0.2.7, unknown | 10.0.0.1 | false | true",
        "192.0.2.7, unknown, 10.0.0.2 | 10.0.0.2 | true | true",
        "192.0.2.7 198.51.100.1 | 10.0.0.1 | false | true",
        "host.example | 10.0.0.1 | false | true",
        "192.0.2.777 | 10.0.0.1 | false | true",
        "10.0.0.9 | 10.0.0.9 | true | true",
        "'' | 10.0.0.1 | false | true",
      })
  void theLastAddressThatIsNoProxysCounts(String header, String at, boolean proxied, boolean own) {
    var origin = origin(ForwardedHeader.X_FORWARDED_FOR, PROXY, header);

    assertThat(origin)
        .isEqualTo(new ClientAddressResolver.Origin(InetAddress.ofLiteral(at), proxied, own));
  }

  @ParameterizedTest(name = "Forwarded: {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "for=192.0.2.7 | 192.0.2.7 | true",
        "For=192.0.2.7;proto=http;by=10.0.0.1 | 192.0.2.7 | true",
        "proto=http; for=192.0.2.7 | 192.0.2.7 | true",
        "for=\"192.0.2.7:51413\" | 192.0.2.7 | true",
        "for=\"[2001:db8::7]\" | 2001:db8::7 | true",
        "for=\"[2001:db8::7]:51413\";by=\"[2001:db8:ff::1]\" | 2001:db8::7 | true",
        "for=198.51.100.1, for=192.0.2.7 | 192.0.2.7 | true",
        "for=192.0.2.7;host=\"a, for=198.51.100.1\" | 192.0.2.7 | true",
        "for=192.0.2.7, for=\"[2001:db8:ff::2]:80\" | 192.0.2.7 | true",
        "for=198.51.100.1\", for=192.0.2.7 | 192.0.2.7 | true",
        "for=\"198.51.100.1, for=198.51.100.2\", for=192.0.2.7 | 192.0.2.7 | true",
        "for=unknown | 10.0.0.1 | false",
        "for=_hidden | 10.0.0.1 | false",
        "for=\"_gazonk:80\" | 10.0.0.1 | false",
        "for=192.0.2.7, for=unknown | 10.0.0.1 | false",
        "by=192.0.2.7 | 10.0.0.1 | false",
        "host=\"for=192.0.2.7\" | 10.0.0.1 | false",
        "192.0.2.7 | 10.0.0.1 | false"
      })
  void theStandardHeaderIsReadToo(String header, String expected, boolean proxied) {
    var origin = origin(ForwardedHeader.FORWARDED, PROXY, header);

    assertThat(origin.address()).isEqualTo(InetAddress.ofLiteral(expected));
    assertThat(origin.proxied()).isEqualTo(proxied);
  }

  @Test
  void linesCountInTheirOrder() {
    var origin = origin(ForwardedHeader.X_FORWARDED_FOR, PROXY, "198.51.100.1", "192.0.2.7");

    assertThat(origin.address()).isEqualTo(InetAddress.ofLiteral("192.0.2.7"));
  }

  @Test
  void theHeaderOfAnUntrustedAddressIsIgnored() {
    var stranger = InetAddress.ofLiteral("203.0.113.9");

    assertThat(origin(ForwardedHeader.X_FORWARDED_FOR, stranger, "192.0.2.7"))
        .isEqualTo(new ClientAddressResolver.Origin(stranger, false, false));
    assertThat(origin(ForwardedHeader.FORWARDED, stranger, "for=192.0.2.7"))
        .isEqualTo(new ClientAddressResolver.Origin(stranger, false, false));
  }

  /** A proxy that writes one of them passes on what a client wrote into the other. */
  @Test
  void theHeaderThatTheProxyDoesNotWriteIsIgnored() {
    var headers = new HeaderMap();
    headers.add(Headers.FORWARDED, "for=198.51.100.1");
    headers.add(Headers.X_FORWARDED_FOR, "192.0.2.7");

    var origin =
        new ClientAddressResolver(PROXIES, ForwardedHeader.X_FORWARDED_FOR).of(PROXY, headers);

    assertThat(origin.address()).isEqualTo(InetAddress.ofLiteral("192.0.2.7"));
  }

  @Test
  void aProxyThatSpeaksForItselfIsNotProxied() {
    var origin =
        new ClientAddressResolver(PROXIES, ForwardedHeader.FORWARDED).of(PROXY, new HeaderMap());

    assertThat(origin).isEqualTo(new ClientAddressResolver.Origin(PROXY, false, true));
  }

  /** Clients choose most of a header; reading it must not cost more than its length. */
  @Test
  void aHeaderOfNothingButCommasAndQuotesIsReadAtOnce() {
    var nasty =
        List.of(",".repeat(8000), "\",".repeat(4000), "for=;".repeat(1600), "for= ".repeat(1600));
    long startNs = System.nanoTime();

    for (int i = 0; i < 100; i++) {
      for (var header : nasty) {
        origin(ForwardedHeader.FORWARDED, PROXY, header);
      }
    }

    assertThat((System.nanoTime() - startNs) / 400).as("ns a header").isLessThan(20_000_000);
  }

  private static ClientAddressResolver.Origin origin(
      ForwardedHeader kind, InetAddress peer, String... lines) {
    var headers = new HeaderMap();
    var name = kind == ForwardedHeader.FORWARDED ? Headers.FORWARDED : Headers.X_FORWARDED_FOR;
    headers.addAll(name, List.of(lines));
    return new ClientAddressResolver(PROXIES, kind).of(peer, headers);
  }
}
