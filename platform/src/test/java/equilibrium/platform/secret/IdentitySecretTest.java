package equilibrium.platform.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.platform.Fault;
import equilibrium.schemas.IpAddress;
import equilibrium.schemas.event.Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentitySecretTest {
  private static final Address ADDRESS = IpAddress.of(InetAddress.ofLiteral("192.0.2.1")).event();

  @TempDir Path folder;

  @Test
  void aSecretIsDrawnOnceAndOnlyItsOwnerReadsIt() throws Exception {
    var file = folder.resolve("ingress/identity-secret");

    IdentitySecret.drawIfMissing(file);
    var first = IdentitySecret.read(file).of(ADDRESS);
    IdentitySecret.drawIfMissing(file);

    assertThat(IdentitySecret.read(file).of(ADDRESS)).isEqualTo(first);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void twoTrackersHaveOtherIds() {
    IdentitySecret.drawIfMissing(folder.resolve("one"));
    IdentitySecret.drawIfMissing(folder.resolve("other"));

    assertThat(IdentitySecret.read(folder.resolve("one")).of(ADDRESS))
        .isNotEqualTo(IdentitySecret.read(folder.resolve("other")).of(ADDRESS));
  }

  @Test
  void aHalfWrittenFileOfAnEarlierStartIsReplaced() throws Exception {
    var file = folder.resolve("identity-secret");
    Files.writeString(folder.resolve(".identity-secret.new"), "00ff");

    IdentitySecret.drawIfMissing(file);

    assertThat(IdentitySecret.read(file).of(ADDRESS)).isNotNull();
  }

  @Test
  void aMissingSecretIsNamedWithWhatToDo() {
    var file = folder.resolve("identity-secret");

    assertThatThrownBy(() -> IdentitySecret.read(file))
        .isInstanceOf(Fault.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("openssl rand -hex 32 > " + file);
  }

  @Test
  void aFileThatIsNoTextIsRefusedInTheSameWords() throws Exception {
    var file = folder.resolve("identity-secret");
    Files.write(file, new byte[] {(byte) 0xff, 0});

    assertThatThrownBy(() -> IdentitySecret.read(file))
        .isInstanceOf(Fault.class)
        .hasMessage("the identity secret %s is not one line of 64 hex digits".formatted(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00ff", "zz", "\u00e4"})
  void anythingElseIsRefusedWithoutBeingShown(String content) throws Exception {
    var file = folder.resolve("identity-secret");
    Files.writeString(file, content.repeat(32));

    assertThatThrownBy(() -> IdentitySecret.read(file))
        .isInstanceOf(Fault.class)
        .hasMessage("the identity secret %s is not one line of 64 hex digits".formatted(file));
  }
}
