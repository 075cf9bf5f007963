package equilibrium.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.function.IntSupplier;

/** What a command printed, and its exit code. */
public record Printed(int exitCode, String out, String err) {

  /** Not for tests that run at the same time: takes the process's own streams. */
  public static synchronized Printed by(IntSupplier command) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var formerOut = System.out;
    var formerErr = System.err;
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
    try {
      int exitCode = command.getAsInt();
      return new Printed(exitCode, out.toString(UTF_8), err.toString(UTF_8));
    } finally {
      System.setOut(formerOut);
      System.setErr(formerErr);
    }
  }
}
