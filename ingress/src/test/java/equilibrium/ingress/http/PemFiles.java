package equilibrium.ingress.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Self-signed certificates for tests, made with the JDK's keytool. */
record PemFiles(Path certificate, Path key) {
  private static final String PASSWORD = "changeit";

  /** The certificate and key files of this name in the folder. */
  static PemFiles in(Path folder, String name) {
    return new PemFiles(folder.resolve(name + ".pem"), folder.resolve(name + ".key"));
  }

  /** Makes a certificate for 127.0.0.1 with this common name; RSA or EC. */
  PemFiles make(String commonName, String algorithm) throws Exception {
    var store = certificate.resolveSibling(certificate.getFileName() + ".p12");
    Files.deleteIfExists(store);
    var tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var made =
        new ProcessBuilder(
                List.of(
                    tool,
                    "-J-XX:TieredStopAtLevel=1",
                    "-J-XX:+UseSerialGC",
                    "-genkeypair",
                    "-alias",
                    "t",
                    "-keyalg",
                    algorithm,
                    "-validity",
                    "2",
                    "-dname",
                    "CN=" + commonName,
                    "-ext",
                    "san=ip:127.0.0.1",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!made.waitFor(60, TimeUnit.SECONDS) || made.exitValue() != 0) {
      throw new IllegalStateException("keytool made no certificate");
    }
    return write(KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()));
  }

  private PemFiles write(KeyStore store) throws GeneralSecurityException, IOException {
    put(certificate, "CERTIFICATE", store.getCertificate("t").getEncoded());
    put(key, "PRIVATE KEY", store.getKey("t", PASSWORD.toCharArray()).getEncoded());
    return this;
  }

  private static void put(Path file, String what, byte[] der) throws IOException {
    var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, base64, what));
  }

  /** Puts these in the place of others, each file at once. */
  void replace(PemFiles others) throws IOException {
    for (var move : Map.of(certificate, others.certificate, key, others.key).entrySet()) {
      Files.move(
          Files.copy(move.getKey(), move.getKey().resolveSibling("new")),
          move.getValue(),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
