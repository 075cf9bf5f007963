package equilibrium.peer;

/** An error that the user can mend: one sentence without a stack trace. */
public final class PeerFault extends RuntimeException {
  public PeerFault(String sentence) {
    super(sentence);
  }

  public PeerFault(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
