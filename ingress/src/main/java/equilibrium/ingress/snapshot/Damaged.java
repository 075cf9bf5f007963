package equilibrium.ingress.snapshot;

import java.io.IOException;

/** The file is not as it was written, or of another version. */
final class Damaged extends IOException {
  private static final long serialVersionUID = 1;

  Damaged(String what) {
    super(what);
  }
}
