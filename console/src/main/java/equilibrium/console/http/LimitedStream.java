package equilibrium.console.http;

import equilibrium.console.problem.ProblemType;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that is refused once it is longer than allowed. */
final class LimitedStream extends FilterInputStream {
  private final int most;
  private long count;

  LimitedStream(InputStream in, int most) {
    super(in);
    this.most = most;
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    count(next < 0 ? 0 : 1);
    return next;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read = super.read(into, offset, length);
    count(Math.max(0, read));
    return read;
  }

  private void count(int read) {
    count += read;
    if (count > most) {
      throw ProblemType.TOO_LARGE.refuse(
          "the body has more than %d bytes, the most that is read".formatted(most));
    }
  }
}
