package equilibrium.anomaly.exposure;

import static equilibrium.anomaly.exposure.Swarm.address;
import static equilibrium.anomaly.exposure.Swarm.at;
import static equilibrium.anomaly.exposure.Swarm.endpoint;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.exposure.NetworkEvent.Draft;
import equilibrium.anomaly.exposure.NetworkEvent.Seen;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.Intervention;
import equilibrium.schemas.event.InterventionKind;
import equilibrium.streams.testing.CodecCheck;
import equilibrium.testing.event.Ids;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NetworkFoldTest {
  private static final String URL = "t.example";

  private final NetworkFold fold = new NetworkFold(new WarningText(URL));
  private NetworkState network = NetworkState.NONE;

  @Test
  void anAddressOfOneKeyIsNamedWhole() {
    see(4, 0);

    var warning = requireNonNull(decide(5, 1, Identity.KEY));

    assertThat(warning.getText()).isEqualTo("Block 203.0.113.7 (bad client) t.example/c/ab12cd34");
    assertThat(warning.getPort()).isNull();
    assertThat(warning.getAddress()).isEqualTo(address("203.0.113.7"));
    assertThat(warning.getAnnounces()).isEqualTo(3);
    assertThat(warning.getCaseId()).isEqualTo("C-ab12cd34ef56ab12cd34");
  }

  @Test
  void anAddressOfMoreThanThreeClientsIsNamedWithItsPortOnly() {
    for (int client = 1; client <= 3; client++) {
      see(client, 0);
    }
    assertThat(requireNonNull(decide(5, 1, Identity.KEY)).getPort()).isNull();
    see(4, 1);

    var warning = requireNonNull(decide(6, 2, Identity.KEY));

    assertThat(warning.getText())
        .isEqualTo("Block 203.0.113.7:6881 (bad client) t.example/c/ab12cd34");
    assertThat(warning.getPort()).isEqualTo(6881);
  }

  @Test
  void whoWasThereMoreThanADayAgoSharesItNoMore() {
    for (int client = 1; client <= 4; client++) {
      see(client, 0);
    }
    see(1, 1_441);

    assertThat(requireNonNull(decide(6, 1_442, Identity.KEY)).getPort()).isNull();
  }

  @ParameterizedTest
  @EnumSource(
      value = Identity.class,
      names = {"ADDRESS", "PEER_ID"})
  void whoHasNoKeyIsNamedWithItsPortOnly(Identity identity) {
    assertThat(requireNonNull(decide(5, 1, identity)).getPort()).isEqualTo(6881);
  }

  @Test
  void aClientIsWarnedOfAnAddressOnceInADay() {
    assertThat(decide(5, 0, Identity.KEY)).isNotNull();
    assertThat(decide(5, 1_439, Identity.KEY)).isNull();
    assertThat(decide(6, 1_439, Identity.KEY)).isNotNull();
    assertThat(decide(5, 1_441, Identity.KEY)).isNotNull();
  }

  @Test
  void aFailureIsGivenOnce() {
    var draft =
        new Draft(
            Ids.infoHash(1),
            Ids.clientId(5),
            Ids.clientId(3),
            InterventionKind.FAIL_ONCE,
            endpoint("203.0.113.7", 6881),
            at(0),
            at(60));

    var decided = fold.decided(network, draft, suspect(Identity.KEY));

    assertThat(requireNonNull(decided.intervention()).getAnnounces()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          203.0.113.7 | true | t.example | Block 203.0.113.7 (bad client) t.example/c/ab12cd34
          203.0.113.7 | true | ''        | Block 203.0.113.7 (bad client) case ab12cd34
          203.0.113.7 | false | tracker.example.org | Block 203.0.113.7:6881 tracker.example.org/c/ab12cd34
          2001:db8::7 | true | t.example | Block 2001:db8::7 (bad client) t.example/c/ab12cd34
          2001:db8::7 | false | t.example | Block [2001:db8::7]:6881 (bad client) t.example/c/ab12cd34
          2001:db8:1111:2222:3333:4444:5555:6666 | false | t.example | Block [2001:db8:1111:2222:3333:4444:5555:6666]:6881 ab12cd34
          """)
  void aTextHasAtMost63Bytes(String ip, boolean whole, String url, String expected) {
    var text = new WarningText(url).of(endpoint(ip, 6881), whole, "ab12cd34");

    assertThat(text).isEqualTo(expected).hasSizeLessThanOrEqualTo(63);
  }

  @Test
  void aSealedAddressIsNotNamed() {
    var sealed = new Endpoint(address("203.0.113.7"), 8, 6881);

    for (boolean whole : List.of(true, false)) {
      assertThat(new WarningText(URL).of(sealed, whole, "ab12cd34"))
          .isEqualTo("A peer of yours is a bad client: t.example/c/ab12cd34");
    }
    assertThat(
            new WarningText("a-very-long-name.of-a-tracker.example").of(sealed, true, "ab12cd34"))
        .isEqualTo("Bad client, case ab12cd34");
  }

  @Test
  void aNetworkIsStoredReadAndForgotten() {
    see(4, 0);
    decide(5, 10, Identity.KEY);

    new CodecCheck<>(NetworkState.CODEC).survives(network);
    assertThat(network.isOver(at(1_440))).isFalse();
    assertThat(network.isOver(at(1_450))).isTrue();
  }

  private void see(int client, long minutes) {
    network = fold.seen(network, new Seen(Ids.clientId(client), at(minutes)));
  }

  private @Nullable Intervention decide(int recipient, long minutes, Identity identity) {
    var draft =
        new Draft(
            Ids.infoHash(1),
            Ids.clientId(recipient),
            Ids.clientId(3),
            InterventionKind.WARN,
            endpoint("203.0.113.7", 6881),
            at(minutes),
            at(minutes + 60));
    var decided = fold.decided(network, draft, suspect(identity));
    network = decided.network();
    return decided.intervention();
  }

  private static KnownSuspect suspect(Identity identity) {
    return new KnownSuspect(identity, at(10_000), "C-ab12cd34ef56ab12cd34", List.of());
  }
}
