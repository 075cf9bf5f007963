package equilibrium.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          jdbc:postgresql://h/db?user=u&password=x&ssl=true | jdbc:postgresql://h/db?user=u&password=(secret)&ssl=true
          jdbc:postgresql://h/db?sslpassword=x              | jdbc:postgresql://h/db?sslpassword=(secret)
          jdbc:postgresql://u:x@h:5432/db                   | jdbc:postgresql://u:(secret)@h:5432/db
          jdbc:postgresql://u:x@y@h/db?a=b                  | jdbc:postgresql://u:(secret)@h/db?a=b
          M required username="u" password="x y";           | M required username="u" password=(secret);
          Password=x                                        | Password=(secret)
          jdbc:postgresql://[::1]:5432/db?a=b@c             | jdbc:postgresql://[::1]:5432/db?a=b@c
          10.0.0.0/8,2001:db8::/48                          | 10.0.0.0/8,2001:db8::/48
          """)
  void passwordsInTextsAreReplaced(String text, String shown) {
    assertThat(Redaction.of(text)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "password, (secret)",
    "ssl.keystore.key, (secret)",
    "sasl.jaas.config, (secret)",
    "ssl.key.password, (secret)",
    "sasl.oauthbearer.client.credentials.client.secret, (secret)",
    "postgres.password-file, value",
    "ssl.keystore.location, value",
  })
  void aValueIsReplacedIfItsKeySaysThatItIsASecret(String key, String shown) {
    assertThat(Redaction.of(key, "value")).isEqualTo(shown);
  }
}
