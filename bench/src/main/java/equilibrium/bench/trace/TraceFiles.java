package equilibrium.bench.trace;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Opens files of JSON lines; those whose name ends in {@code .gz} are compressed. */
final class TraceFiles {
  private static final int BUFFER_BYTES = 1 << 16;

  static InputStream in(Path file) throws IOException {
    var raw = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
    return isCompressed(file) ? new GZIPInputStream(raw, BUFFER_BYTES) : raw;
  }

  static OutputStream out(Path file) throws IOException {
    var raw = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES);
    return isCompressed(file) ? new GZIPOutputStream(raw, BUFFER_BYTES) : raw;
  }

  private static boolean isCompressed(Path file) {
    return file.toString().endsWith(".gz");
  }

  private TraceFiles() {}
}
