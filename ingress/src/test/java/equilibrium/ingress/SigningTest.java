package equilibrium.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.platform.Fault;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.TrackerIdVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final long DAY = 86_400_000;
  private static final InfoHash INFO_HASH = new InfoHash(new byte[20]);
  private static final PeerId PEER_ID = new PeerId(new byte[20]);

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
    var ids = new TrackerIds(ClusterSecret.in(folder.resolve("secret")), DAY);
    var id = ids.give(INFO_HASH, PEER_ID, NOW);
    byte[] other = new byte[20];
    other[7] = 1;

    assertThat(ids.read(id, INFO_HASH, PEER_ID, NOW + 1))
        .isEqualTo(new TrackerIds.Echo(TrackerIdVerdict.VALID, NOW));
    assertThat(ids.read(id, INFO_HASH, new PeerId(other), NOW).verdict())
        .isEqualTo(TrackerIdVerdict.FOREIGN);
    assertThat(ids.read(id, new InfoHash(other), PEER_ID, NOW).verdict())
        .isEqualTo(TrackerIdVerdict.FOREIGN);
    assertThat(ids.read(id, INFO_HASH, PEER_ID, NOW + DAY + 1).verdict())
        .isEqualTo(TrackerIdVerdict.STALE);
    assertThat(ids.read("48", INFO_HASH, PEER_ID, NOW).verdict())
        .isEqualTo(TrackerIdVerdict.FOREIGN);
    assertThat(ids.read(null, INFO_HASH, PEER_ID, NOW).verdict()).isEqualTo(TrackerIdVerdict.NONE);
  }
}
