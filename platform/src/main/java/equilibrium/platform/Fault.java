package equilibrium.platform;

/** An error that an operator can mend: one sentence without a stack trace. Exit code 1. */
public final class Fault extends RuntimeException {
  public Fault(String sentence) {
    super(sentence);
  }

  public Fault(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
