package equilibrium.standalone.embedded;

import equilibrium.platform.Fault;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.utils.Utils;
import org.rocksdb.NativeLibraryLoader;

/**
 * Native code of RocksDB, zstd, snappy and lz4, unpacked into one folder of the data folder that
 * each start cleans, instead of under a new name in {@code java.io.tmpdir}, which may forbid
 * execution, and where a killed process leaves it.
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
      loadLz4(folder);
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

  /**
   * lz4 knows no folder but the temporary one, so its library is loaded here, and it is told so. By
   * reflection, for the same reason as above.
   */
  @SuppressWarnings("restricted") // loads native code
  private static void loadLz4(Path folder) throws IOException {
    try {
      var library = Class.forName("net.jpountz.util.Native");
      if (Boolean.TRUE.equals(library.getMethod("isLoaded").invoke(null))) {
        return;
      }
      var resource = library.getDeclaredMethod("resourceName");
      resource.setAccessible(true);
      var name = String.valueOf(resource.invoke(null));
      var file = folder.resolve(Path.of(name).getFileName());
      try (var content = library.getResourceAsStream(name)) {
        if (content == null) { // no native code for this machine: lz4 uses its Java version
          return;
        }
        Files.copy(content, file);
      }
      System.load(file.toString());
      var loaded = library.getDeclaredField("loaded");
      loaded.setAccessible(true);
      loaded.setBoolean(null, true);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the lz4 library has another interface than expected", e);
    }
  }

  private NativeLibraries() {}
}
