package equilibrium.anomaly.fold;

/** A rule over other groups than sessions, within one partition. */
public interface GroupRule<T> extends FoldRule<T> {

  /** Names the group of a record: at most 64 bytes. */
  byte[] group(T record);
}
