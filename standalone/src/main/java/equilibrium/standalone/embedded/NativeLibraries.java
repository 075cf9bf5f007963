package equilibrium.standalone.embedded;

import equilibrium.platform.Fault;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import org.apache.kafka.common.utils.Utils;
import org.rocksdb.NativeLibraryLoader;

/**
 * Native code of RocksDB, zstd and snappy, unpacked into the data folder instead of {@code
 * java.io.tmpdir}, which may forbid execution. lz4 knows no other folder: where the temporary one
 * forbids execution, Kafka's clients use its Java version.
 */
public final class NativeLibraries {
  private static final String FOLDER = "native";

  /**
   * Unpacks and loads the libraries. A JVM loads each once, so a later call changes nothing. Throws
   * a {@link Fault} if the folder forbids execution.
   */
  public static void loadFrom(DataFolder data) {
    var folder = data.part(FOLDER);
    try {
      Utils.delete(folder.toFile()); // of an earlier process; what this one has loaded stays usable
      data.folder(FOLDER);
      System.setProperty("org.xerial.snappy.tempdir", folder.toString());
      loadZstd(folder);
      NativeLibraryLoader.getInstance().loadLibrary(folder.toString());
    } catch (IOException | UnsatisfiedLinkError e) {
      throw new Fault(
          "native code cannot be run from %s (%s): the data folder must lie on a file system that is not mounted with noexec"
              .formatted(folder, firstLine(e)),
          e);
    }
  }

  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("no reason given");
  }

  /** By reflection, because Kafka's clients bring zstd along for their run time only. */
  private static void loadZstd(Path folder) {
    try {
      Class.forName("com.github.luben.zstd.util.Native")
          .getMethod("load", File.class)
          .invoke(null, folder.toFile());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof UnsatisfiedLinkError error) {
        throw error;
      }
      throw new IllegalStateException("zstd cannot be loaded", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the zstd library has another interface than expected", e);
    }
  }

  private NativeLibraries() {}
}
