package equilibrium.ingress.http.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import equilibrium.ingress.http.connection.ConnectionConfig.Https;
import equilibrium.platform.Fault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate chain and its key, from PEM files. (The JDK's own reader of PEM is still a
 * preview.)
 *
 * @param chain the tracker's own certificate first, then those of its issuers
 */
record Certificate(List<X509Certificate> chain, PrivateKey key) {
  private static final char[] NO_PASSWORD = {};
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final Pattern OTHER_KEY = Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----");

  /** Reads both files; throws a {@link Fault} that names the file that cannot be used, and why. */
  static Certificate read(Https files) {
    var chain = chain(files.certificate());
    var key = key(files.key(), chain.getFirst());
    if (!belongs(key, chain.getFirst())) {
      throw new Fault(
          "https.key %s is not the key of the first certificate in https.certificate %s, expected the key of that certificate"
              .formatted(files.key(), files.certificate()));
    }
    return new Certificate(chain, key);
  }

  private static byte[] bytes(String setting, Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new Fault(
          "%s %s cannot be read, expected a PEM file: %s".formatted(setting, file, e), e);
    }
  }

  private static List<X509Certificate> chain(Path file) {
    var bytes = bytes("https.certificate", file);
    try {
      var factory = CertificateFactory.getInstance("X.509");
      var chain =
          factory.generateCertificates(new ByteArrayInputStream(bytes)).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!chain.isEmpty()) {
        return chain;
      }
    } catch (GeneralSecurityException _) {
      // reported below
    }
    throw new Fault(
        "https.certificate %s has no certificates, expected -----BEGIN CERTIFICATE-----, the tracker's own first"
            .formatted(file));
  }

  private static PrivateKey key(Path file, X509Certificate certificate) {
    var text = new String(bytes("https.key", file), ISO_8859_1);
    var pem = KEY.matcher(text);
    if (!pem.find()) {
      var other = OTHER_KEY.matcher(text);
      throw new Fault(
          "https.key %s has %s, expected -----BEGIN PRIVATE KEY----- (openssl pkcs8 -topk8 -nocrypt makes one)"
              .formatted(file, other.find() ? "an " + other.group(1) : "no key"));
    }
    var algorithm = certificate.getPublicKey().getAlgorithm();
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new Fault(
          "https.key %s cannot be read, expected an %s key like the certificate's: %s"
              .formatted(file, algorithm, e.getMessage()),
          e);
    }
  }

  /** Whether the certificate verifies what the key signs. */
  private static boolean belongs(PrivateKey key, X509Certificate certificate) {
    var algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    try {
      var signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      return signature.verify(signed);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  /** When it expires. */
  Instant until() {
    return chain.getFirst().getNotAfter().toInstant();
  }

  /** A TLS context that shows this certificate. */
  SSLContext context() {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry("tracker", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_PASSWORD);
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new Fault(
          "the certificate of %s cannot be used for TLS: %s"
              .formatted(chain.getFirst().getSubjectX500Principal(), e.getMessage()),
          e);
    }
  }
}
