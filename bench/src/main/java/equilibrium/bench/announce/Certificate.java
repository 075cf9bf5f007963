package equilibrium.bench.announce;

import static java.nio.charset.StandardCharsets.US_ASCII;

import equilibrium.bench.process.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A self-signed certificate on the curve P-256 for 127.0.0.1.
 *
 * @param chain PEM file
 * @param key PEM file, PKCS#8
 */
record Certificate(Path chain, Path key) {
  private static final String PASSWORD = "changeit";
  private static final String ALIAS = "tracker";

  /** Makes one with the JDK's keytool. */
  static Certificate make(Path folder) throws IOException {
    Files.createDirectories(folder);
    var store = folder.resolve("store.p12");
    Tool.run(
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair",
        "-alias",
        ALIAS,
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-validity",
        "2",
        "-dname",
        "CN=tracker",
        "-ext",
        "san=ip:127.0.0.1",
        "-storetype",
        "PKCS12",
        "-keystore",
        store.toString(),
        "-storepass",
        PASSWORD);
    try {
      var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
      var made = new Certificate(folder.resolve("chain.pem"), folder.resolve("key.pem"));
      write(made.chain, "CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
      write(made.key, "PRIVATE KEY", keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
      return made;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(Path file, String what, byte[] bytes) throws IOException {
    var text = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(bytes);
    Files.writeString(
        file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, text, what));
  }
}
