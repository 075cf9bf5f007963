package equilibrium.analyst.export;

import java.time.Duration;
import java.util.function.Consumer;

/** Exports again and again. It may be killed at any time; the next run goes on at the last file. */
public final class Follow {
  private final Export export;
  private final Duration pause;

  public Follow(Export export, Duration pause) {
    this.export = export;
    this.pause = pause;
  }

  /** Goes on until interrupted, or until an export fails. */
  public void run(Consumer<Export.Result> report) throws InterruptedException {
    while (true) {
      report.accept(export.run());
      Thread.sleep(pause);
    }
  }
}
