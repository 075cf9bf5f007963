package equilibrium.schemas;

/** Headers of a record in topic {@code dead-letters} that the tracker wrote; all are text. */
public final class DeadLetterHeaders {
  /** Why the record could not be read, in one sentence. */
  public static final String REASON = "reason";

  /** Topic from which the record came; with {@link #PARTITION} and {@link #OFFSET} its place. */
  public static final String TOPIC = "topic";

  public static final String PARTITION = "partition";
  public static final String OFFSET = "offset";

  /**
   * The sizes that the record had, if it was too large for a dead letter and was cut. The whole
   * record is at its place until it is deleted there.
   */
  public static final String CUT_FROM = "cut-from";

  /**
   * In a record that was sent back to its topic: partition and offset of its dead letter, such as
   * {@code 3-17}.
   */
  public static final String REPLAYED_FROM = "replayed-from";

  private DeadLetterHeaders() {}
}
