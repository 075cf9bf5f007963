package equilibrium.ingress.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenAddressTest {

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 127.0.0.1",
    "::, 127.0.0.1",
    "::1, [::1]",
    "2001:db8::7, [2001:db8::7]",
    "192.0.2.1, 192.0.2.1",
    "tracker.example, tracker.example",
  })
  void theHostStandsInTheUrlsAsClientsCanUseIt(String host, String inUrl) {
    assertThat(new ListenAddress(host, 6969).announceUrls(0))
        .containsExactly("http://" + inUrl + ":6969/announce", "udp://" + inUrl + ":6969/announce");
  }

  @Test
  void httpsIsNamedIfItIsServed() {
    assertThat(new ListenAddress("::1", 6969).announceUrls(6970))
        .contains("https://[::1]:6970/announce");
  }
}
