package equilibrium.analyst.archive;

import equilibrium.analyst.archive.TableFolder.Held;
import equilibrium.analyst.log.RecordReader;
import java.util.Map;

/** One topic in the files of an archive, as the records that they come from. */
public final class FoldableTopic {
  private final Map<Integer, Held> held;
  private final Reading reading;

  /** Reads the records of a partition from an offset on, up to another one, not included. */
  @FunctionalInterface
  interface Reading {
    RecordReader of(int partition, long begin, long end);
  }

  FoldableTopic(Map<Integer, Held> held, Reading reading) {
    this.held = held;
    this.reading = reading;
  }

  /** The offsets whose records are all in files, by partition. */
  public Map<Integer, Held> held() {
    return held;
  }

  /** The records of a partition from an offset on, up to another one, which is not included. */
  public RecordReader read(int partition, long begin, long end) {
    return reading.of(partition, begin, end);
  }
}
