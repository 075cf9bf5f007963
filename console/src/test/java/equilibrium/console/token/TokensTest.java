package equilibrium.console.token;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import equilibrium.platform.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
  @TempDir Path folder;
  private Path file;
  private Tokens tokens;

  @BeforeEach
  void open() {
    file = folder.resolve("console").resolve("tokens");
    tokens = Tokens.in(file);
  }

  @Test
  void anIssuedTokenIsKnownAndItsTextIsStoredNowhere() throws Exception {
    var text = tokens.issue("desk", Role.VIEWER);

    assertThat(tokens.find(text)).contains(new Token("desk", Role.VIEWER));
    assertThat(tokens.find(text + "0")).isEmpty();
    assertThat(tokens.find("")).isEmpty();
    assertThat(Files.readString(file)).startsWith("desk viewer ").doesNotContain(text);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  /** So that the time of an answer tells nothing of a token that is nearly right. */
  @Test
  void digestsAreComparedInTheSameTimeForGoodAndWrongOnes() {
    classes()
        .that()
        .haveSimpleName("Tokens")
        .should()
        .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class)
        .check(new ClassFileImporter().importClasses(Tokens.class));
    noClasses()
        .should()
        .callMethod(Arrays.class, "equals", byte[].class, byte[].class)
        .orShould()
        .callMethod(Arrays.class, "compare", byte[].class, byte[].class)
        .check(new ClassFileImporter().importClasses(Tokens.class, Token.class));
  }

  @Test
  void whatAnotherProcessChangesIsInForce() {
    var other = Tokens.in(file);
    var text = other.issue("desk", Role.OPERATOR);
    assertThat(tokens.find(text)).isPresent();

    assertThat(other.revoke("desk")).isTrue();

    assertThat(tokens.find(text)).isEmpty();
    assertThat(other.revoke("desk")).isFalse();
  }

  /** As two processes would: each reads all, and writes all. */
  @Test
  void noChangeIsLostWhenTwoChangeTheFileAtOnce() throws Exception {
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 2; i++) {
      var own = Tokens.in(file);
      var prefix = "desk" + i + "-";
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int n = 0; n < 25; n++) {
                  own.issue(prefix + n, Role.VIEWER);
                }
              }));
    }
    for (var thread : threads) {
      thread.join();
    }

    assertThat(tokens.list()).hasSize(50);
  }

  @Test
  void aNameIsGivenOnce() {
    tokens.issue("desk", Role.VIEWER);

    assertThatThrownBy(() -> tokens.issue("desk", Role.OPERATOR))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("desk");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\nb", "ä", "12345678901234567890123456789012345678901"})
  void aNameIsShortAndPlain(String name) {
    assertThatThrownBy(() -> tokens.issue(name, Role.VIEWER))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("1 to 40 letters");
  }

  @Test
  void aKeptTokenStaysTheSameAndIsGoodAgainAfterItWasRevoked() {
    var kept = folder.resolve("console-token");
    var text = tokens.keep(kept, "up");
    assertThat(tokens.find(text)).contains(new Token("up", Role.OPERATOR));
    assertThat(tokens.revoke("up")).isTrue();

    assertThat(Tokens.in(file).keep(kept, "up")).isEqualTo(text);

    assertThat(tokens.find(text)).contains(new Token("up", Role.OPERATOR));
  }

  @Test
  void anEmptyFileIsNoTokenForRequestsWithoutOne() throws Exception {
    var kept = folder.resolve("console-token");
    Files.writeString(kept, "\n");

    assertThatThrownBy(() -> tokens.keep(kept, "up"))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("has 0 characters, expected at least 16");
    tokens.add("empty", Role.OPERATOR, "");

    assertThat(tokens.find("")).isEmpty();
  }

  @Test
  void aDamagedFileIsNamed() throws Exception {
    tokens.issue("desk", Role.VIEWER);
    Files.writeString(file, "desk viewer\n");

    assertThatThrownBy(() -> tokens.find("x"))
        .isInstanceOf(Fault.class)
        .hasMessageContaining(file.toString());
  }
}
