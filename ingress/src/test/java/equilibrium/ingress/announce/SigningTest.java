package equilibrium.ingress.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.ingress.announce.TrackerIds.Echo;
import equilibrium.ingress.net.ClusterSecret;
import equilibrium.ingress.net.SipHash;
import equilibrium.platform.Fault;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.TrackerIdVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final long MINUTE = 60_000;
  private static final long DAY = 86_400_000;
  private static final InfoHash INFO_HASH = new InfoHash(new byte[20]);
  private static final PeerId PEER_ID = new PeerId(new byte[20]);
  private static final ClientIdentity CALLER = caller(1, Identity.ADDRESS);

  @TempDir Path folder;

  /** The vector of SipHash-2-4's authors for 24 bytes, 00 to 17, under the key 00 to 0f. */
  @Test
  void theMacIsSipHash() {
    var sip = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

    assertThat(sip.of(0x0706050403020100L, 0x0f0e0d0c0b0a0908L, 0x1716151413121110L))
        .isEqualTo(0xb8ad50c6f649af94L);
  }

  @Test
  void aSecretOutlivesTheProcessAndIsItsOwnersAlone() throws IOException {
    var file = folder.resolve("secret");

    long signed = ClusterSecret.in(file).sign(1, 2, 3);

    assertThat(ClusterSecret.in(file).sign(1, 2, 3)).isEqualTo(signed);
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
  }

  @Test
  void afterARotationTheOldSecretIsBelievedAndTheNewOneSigns() throws IOException {
    var file = folder.resolve("secret");
    var secret = ClusterSecret.in(file);
    long old = secret.sign(1, 2, 3);

    Files.writeString(file, "00112233445566778899aabbccddeeff\n" + Files.readString(file));
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1)));
    secret.refresh();

    assertThat(secret.sign(1, 2, 3)).isNotEqualTo(old);
    assertThat(secret.isSigned(1, 2, 3, old, -1)).isTrue();
    assertThat(secret.isSigned(1, 2, 4, old, -1)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "00112233445566778899aabbccddeeff 2"})
  void aSecretFileThatHoldsSomethingElseIsRefused(String content) throws IOException {
    var file = Files.writeString(folder.resolve("secret"), content);

    assertThatThrownBy(() -> ClusterSecret.in(file))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("one or two lines of 32 hex digits");
  }

  @Test
  void aTrackerIdCarriesTheStartOfItsSessionAndOfNoOther() {
    var id = give(CALLER);
    byte[] other = new byte[20];
    other[7] = 1;

    assertThat(read(id, CALLER, NOW + 1)).isEqualTo(new Echo(TrackerIdVerdict.VALID, NOW));
    assertThat(ids().read(id, INFO_HASH, new PeerId(other), CALLER, NOW).verdict())
        .isEqualTo(TrackerIdVerdict.FOREIGN);
    assertThat(ids().read(id, new InfoHash(other), PEER_ID, CALLER, NOW).verdict())
        .isEqualTo(TrackerIdVerdict.FOREIGN);
    assertThat(read("48", CALLER, NOW).verdict()).isEqualTo(TrackerIdVerdict.FOREIGN);
    assertThat(read(null, CALLER, NOW).verdict()).isEqualTo(TrackerIdVerdict.NONE);
  }

  @Test
  void aTrackerIdIsGoodForItsKeyOnly() {
    var keyed = caller(1, Identity.KEY);

    assertThat(read(give(keyed), keyed, NOW).verdict()).isEqualTo(TrackerIdVerdict.VALID);
    assertThat(read(give(keyed), caller(2, Identity.KEY), NOW).verdict())
        .isEqualTo(TrackerIdVerdict.FOREIGN);
    assertThat(read(give(keyed), CALLER, NOW).verdict()).isEqualTo(TrackerIdVerdict.FOREIGN);
    assertThat(read(give(CALLER), caller(2, Identity.ADDRESS), NOW).verdict())
        .as("addresses change")
        .isEqualTo(TrackerIdVerdict.VALID);
  }

  @Test
  void whoWasAwayForLongerThanALifetimeBeginsAnew() {
    var id = ids().give(INFO_HASH, PEER_ID, CALLER, NOW, NOW + 90 * MINUTE);

    assertThat(read(id, CALLER, NOW + 160 * MINUTE))
        .isEqualTo(new Echo(TrackerIdVerdict.VALID, NOW));
    assertThat(read(id, CALLER, NOW + 160 * MINUTE + 1))
        .isEqualTo(new Echo(TrackerIdVerdict.VALID, TrackerIds.UNKNOWN));
    assertThat(read(id, CALLER, NOW + DAY + 1).verdict()).isEqualTo(TrackerIdVerdict.STALE);
  }

  private TrackerIds ids() {
    var secret = ClusterSecret.in(folder.resolve("secret"));
    return new TrackerIds(secret, Duration.ofMillis(DAY), Duration.ofMinutes(70));
  }

  private String give(ClientIdentity caller) {
    return ids().give(INFO_HASH, PEER_ID, caller, NOW, NOW);
  }

  private Echo read(@Nullable String id, ClientIdentity caller, long nowMs) {
    return ids().read(id, INFO_HASH, PEER_ID, caller, nowMs);
  }

  private static ClientIdentity caller(int number, Identity identity) {
    byte[] id = new byte[16];
    id[15] = (byte) number;
    var caller = new ClientIdentity();
    caller.set(new ClientId(id), identity);
    return caller;
  }
}
