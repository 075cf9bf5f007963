package equilibrium.schemas;

/** The channels of PostgreSQL's NOTIFY on which readers of the tables wait. */
public final class Channels {

  /** The projector wrote rows of a followed table. The payload is the table's name. */
  public static final String PROJECTED = "equilibrium";

  /**
   * Somebody else changed a followed table. The payload is the table's name, a space and the row's
   * key in hex; the name alone means that any row may have changed. A trigger sends it (migration
   * V6), but any role may send anything.
   */
  public static final String EDITED = "equilibrium_edits";

  private Channels() {}
}
