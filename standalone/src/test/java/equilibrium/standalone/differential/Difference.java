package equilibrium.standalone.differential;

/** How Equilibrium's answers differ from opentracker's; all but the last are meant. */
enum Difference {
  NONE("the same answer"),
  NOT_ONESELF("nobody gets itself (U19)"),
  NO_SEEDERS_FOR_SEEDERS(
      "seeders, and partial seeders (BEP 21), are listed to peers that need them only (U19)"),
  FAILURE_IN_WORDS("an error is a reply that says what was expected (H2), not HTTP status 400"),
  DICTIONARIES("peers are dictionaries for who wants them so (BEP 23), which opentracker refuses"),
  UNKNOWN_IS_ZERO("an unknown torrent has zeros in a scrape (H11), and is not left out"),
  MALFORMED_IS_REFUSED("a value that is none is refused, not read as far as it goes"),
  UNPROVEN_IS_IGNORED("a connection id that is none gets silence (U4), not an error"),
  REFUSAL_OVER_UDP("a refusal over UDP is an error in words (U15), not half a reply"),
  SHORT_IS_ANSWERED(
      "a proven source gets the error that its announce is too short, not left waiting"),
  A_STOP_NEVER_FAILS("a `stopped` succeeds even if its port cannot be read (docs/policy.md 1.3)"),
  METHOD_NOT_ALLOWED("POST is no announce, which is said with HTTP status 405"),
  UNEXPLAINED("not known, not meant");

  private final String reason;

  Difference(String reason) {
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
