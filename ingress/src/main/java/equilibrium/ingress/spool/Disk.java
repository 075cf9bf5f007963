package equilibrium.ingress.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The folder of a spool. Tests have one that loses what was not forced. */
interface Disk {

  /** A file of fixed size. */
  interface DiskFile extends AutoCloseable {
    /** Writes all that remains in the buffer. */
    void write(ByteBuffer bytes, long at) throws IOException;

    /** Returns when everything written is on disk. After a failure nothing may be concluded. */
    void force() throws IOException;

    /** Fills the buffer as far as the file reaches. */
    void read(ByteBuffer into, long at) throws IOException;

    long size() throws IOException;

    /** Cuts the file off, and forces that. */
    void truncate(long bytes) throws IOException;

    @Override
    void close() throws IOException;
  }

  /** Names of the files. */
  List<String> list() throws IOException;

  /** A file of zeros, which is on disk with its name when the call returns. It must be new. */
  DiskFile create(String name, long bytes) throws IOException;

  DiskFile open(String name) throws IOException;

  void delete(String name) throws IOException;

  /** Bytes that this process may still write. */
  long usableBytes() throws IOException;

  /** A small file; null: there is none. */
  @Nullable String text(String name) throws IOException;

  /** Replaces a small file as a whole; on disk when the call returns. */
  void replace(String name, String text) throws IOException;
}
