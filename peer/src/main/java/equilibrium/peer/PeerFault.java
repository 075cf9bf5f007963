package equilibrium.peer;

/** An error that the user can mend: one sentence without a stack trace. */
public final class PeerFault extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String sentence;

  public PeerFault(String sentence) {
    super(sentence);
    this.sentence = sentence;
  }

  public PeerFault(String sentence, Throwable cause) {
    super(sentence, cause);
    this.sentence = sentence;
  }

  @Override
  public String getMessage() {
    return sentence;
  }
}
