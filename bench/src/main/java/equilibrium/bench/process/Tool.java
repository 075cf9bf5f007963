package equilibrium.bench.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import equilibrium.platform.Fault;
import java.io.IOException;
import java.util.List;

/** Runs a program of the system. */
public final class Tool {

  /** Runs it to its end; it must succeed. Returns what it printed. */
  public static String run(String... command) {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      var printed = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      int code = process.waitFor();
      if (code != 0) {
        throw new Fault("%s: %s".formatted(String.join(" ", List.of(command)), printed));
      }
      return printed;
    } catch (IOException e) {
      throw new Fault("%s: %s".formatted(command[0], e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Fault(command[0] + " was interrupted", e);
    }
  }

  private Tool() {}
}
