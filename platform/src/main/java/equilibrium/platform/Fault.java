package equilibrium.platform;

/** Something an operator has to mend, said in one sentence: no stack trace helps. Exit code 1. */
public final class Fault extends RuntimeException {
  public Fault(String sentence) {
    super(sentence);
  }

  public Fault(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
