package equilibrium.ingress.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithLength;
import equilibrium.ingress.http.HttpConfig.ForwardedHeader;
import equilibrium.ingress.http.connection.ProxyHeader;
import equilibrium.ingress.net.Network;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;

/** Whatever stands where proxies speak for clients, somebody is named, and nothing breaks. */
class ProxyFuzzTest {
  private static final InetAddress PROXY = InetAddress.ofLiteral("10.0.0.1");
  private static final List<Network> TRUSTED = List.of(Network.parse("10.0.0.0/8"));
  private static final ClientAddressResolver FORWARDED_FOR =
      new ClientAddressResolver(TRUSTED, ForwardedHeader.X_FORWARDED_FOR);
  private static final ClientAddressResolver FORWARDED =
      new ClientAddressResolver(TRUSTED, ForwardedHeader.FORWARDED);

  @FuzzTest(maxDuration = "2h", maxExecutions = 10_000_000)
  void aHeaderLineNamesSomebody(byte @NotNull @WithLength(max = 1000) [] line) {
    var headers = new HeaderMap();
    var text = new String(line, ISO_8859_1);
    headers.add(Headers.X_FORWARDED_FOR, text);
    headers.add(Headers.FORWARDED, text);

    assertNamed(FORWARDED_FOR.of(PROXY, headers));
    assertNamed(FORWARDED.of(PROXY, headers));
  }

  private static void assertNamed(ClientAddressResolver.Origin origin) {
    assertEquals(TRUSTED.getFirst().contains(origin.address()), origin.trusted());
    assertTrue(origin.proxied() || origin.address().equals(PROXY));
  }

  @FuzzTest(maxDuration = "2h", maxExecutions = 10_000_000)
  void aProxyHeaderIsReadAsFarAsItGoes(byte @NotNull @WithLength(max = 1000) [] bytes) {
    var buffer = ByteBuffer.wrap(bytes);

    if (ProxyHeader.read(buffer) instanceof ProxyHeader.Complete complete) {
      assertTrue(complete.bytes() > 0 && complete.bytes() <= bytes.length);
    }

    assertEquals(bytes.length, buffer.remaining());
  }
}
