package equilibrium.standalone;

import equilibrium.standalone.control.IdText;
import equilibrium.testing.client.BencodeWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A file of random bytes and the .torrent that describes it. It is private (BEP 27), so that its
 * clients find each other by the tracker alone.
 *
 * @param content the file, complete
 * @param metainfo the .torrent
 * @param infoHash 20 bytes as hex digits
 */
record Torrent(Path content, Path metainfo, String infoHash) {
  static final int SIZE = 8 << 20;
  private static final int PIECE = 64 << 10;
  private static final int HASH = 20;

  static Torrent in(Path folder, String name, String announceUrl)
      throws IOException, NoSuchAlgorithmException {
    byte[] content = new byte[SIZE];
    new SplittableRandom(name.hashCode()).nextBytes(content);
    var info =
        BencodeWriter.dictionary(
            Map.of(
                "length", SIZE,
                "name", name,
                "piece length", PIECE,
                "pieces", pieces(content),
                "private", 1));
    var metainfo = BencodeWriter.dictionary(Map.of("announce", announceUrl, "info", info));

    Files.createDirectories(folder);
    return new Torrent(
        Files.write(folder.resolve(name), content),
        Files.write(folder.resolve(name + ".torrent"), BencodeWriter.of(metainfo)),
        IdText.of(sha1().digest(BencodeWriter.of(info))));
  }

  private static byte[] pieces(byte[] content) throws NoSuchAlgorithmException {
    var pieces = new byte[content.length / PIECE * HASH];
    var sha1 = sha1();
    for (int piece = 0; piece < content.length / PIECE; piece++) {
      sha1.update(content, piece * PIECE, PIECE);
      System.arraycopy(sha1.digest(), 0, pieces, piece * HASH, HASH);
    }
    return pieces;
  }

  private static MessageDigest sha1() throws NoSuchAlgorithmException {
    return MessageDigest.getInstance("SHA-1");
  }
}
