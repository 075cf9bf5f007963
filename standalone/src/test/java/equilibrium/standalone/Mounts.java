package equilibrium.standalone;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether tests can mount file systems, which takes root and a kernel that allows it. */
final class Mounts {

  /** Ends the test, and says so, where nothing can be mounted. */
  static void demand(Path folder, String test) throws Exception {
    var tried = Files.createDirectories(folder.resolve("tried"));
    try {
      CutDisk.run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", tried.toString());
      CutDisk.run("umount", tried.toString());
    } catch (IOException e) {
      System.out.println(
          test + ": NOT RUN, because nothing can be mounted here: " + e.getMessage());
      abort("nothing can be mounted here");
    }
  }

  private Mounts() {}
}
