package equilibrium.platform;

import equilibrium.platform.file.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * Identity of this process: a stable node id, and when it started.
 *
 * @param id random, kept in the data folder, at least 0
 * @param boot when the process started: real milliseconds since 1970
 */
public record Node(long id, long boot) {

  /** Reads the node's id from the data folder, or draws a random one and stores it there. */
  public static Node in(Path data) {
    var file = data.resolve("node-id");
    try {
      Files.createDirectories(data);
      if (!Files.exists(file)) {
        DurableFile.write(file, Long.toString(new SecureRandom().nextLong() >>> 1));
      }
      long id = Long.parseLong(DurableFile.read(file).strip());
      if (id < 0) {
        throw new NumberFormatException();
      }
      return new Node(id, System.currentTimeMillis());
    } catch (IOException e) {
      throw new Fault("the data folder %s cannot be written: %s".formatted(data, e), e);
    } catch (NumberFormatException e) {
      throw new Fault(
          "%s should hold one whole number of at least 0: delete it, and this node draws a new one"
              .formatted(file),
          e);
    }
  }
}
