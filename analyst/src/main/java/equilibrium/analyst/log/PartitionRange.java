package equilibrium.analyst.log;

import equilibrium.platform.Fault;

/**
 * Offsets of one partition.
 *
 * @param begin the first, at least 0
 * @param end the one after the last
 */
public record PartitionRange(String topic, int partition, long begin, long end) {

  /** The same from a later offset on, up to which an archive has everything. */
  public PartitionRange from(long offset) {
    if (offset < begin) {
      throw new Fault(
          "the archive of %s ends at offset %d of partition %d, but the log or --from begins at %d:"
                  .formatted(topic, offset, partition, begin)
              + " ask for an earlier range, or begin another archive in another folder");
    }
    return new PartitionRange(topic, partition, offset, Math.max(offset, end));
  }

  public long size() {
    return end - begin;
  }
}
