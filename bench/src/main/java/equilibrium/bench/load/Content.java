package equilibrium.bench.load;

/** What a reply is. */
enum Content {
  /** Its end has not arrived. */
  INCOMPLETE,
  /** Not what the protocol demands. */
  MALFORMED,
  /** It refuses the announce. */
  FAILURE,
  /** A list of peers, but the tracker may not have recorded the announce. */
  UNRECORDED,
  /** A list of peers, which may be empty. */
  LISTED
}
