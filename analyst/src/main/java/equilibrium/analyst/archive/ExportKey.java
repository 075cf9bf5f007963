package equilibrium.analyst.archive;

import equilibrium.analyst.table.Pseudonyms;
import equilibrium.platform.Fault;
import equilibrium.platform.file.DurableFile;
import equilibrium.schemas.Ids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;

/**
 * The file of the key under which ids are exported: 64 hex digits. Whoever deletes it can no longer
 * continue the export, and nobody can join it with others.
 */
public final class ExportKey {
  private static final String NAME = "export-key";

  /** Where the key of an archive lies unless it is said: beside the archive's folder. */
  public static Path besides(Path archive) {
    var parent = archive.toAbsolutePath().normalize().getParent();
    return Objects.requireNonNull(parent, "a root is no archive").resolve(NAME);
  }

  /** The key in hex; drawn and written if the file is missing. */
  public static String in(Path file) {
    try {
      if (!Files.exists(file)) {
        byte[] drawn = new byte[Pseudonyms.KEY_BYTES];
        new SecureRandom().nextBytes(drawn);
        var folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a root is no file");
        TableFolder.create(folder);
        DurableFile.write(file, HexFormat.of().formatHex(drawn) + "\n");
      }
      var text = DurableFile.read(file).strip();
      if (Ids.parse(text, Pseudonyms.KEY_BYTES) == null) {
        throw new Fault("%s holds no key, expected 64 hex digits".formatted(file));
      }
      return text;
    } catch (IOException e) {
      throw new Fault("the key %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private ExportKey() {}
}
