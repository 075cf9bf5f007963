package equilibrium.standalone.command;

import equilibrium.platform.Fault;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Prints a fault as one sentence. Any other exception is a bug and printed with its stack trace.
 */
final class Faults implements IExecutionExceptionHandler {
  private static final int FAULT = 1;

  @Override
  public int handleExecutionException(
      Exception exception, CommandLine command, ParseResult parsed) {
    var err = command.getErr();
    if (exception instanceof Fault fault) {
      err.println("equilibrium: " + fault.getMessage());
    } else {
      err.println("equilibrium: a bug, please report it:");
      exception.printStackTrace(err);
    }
    err.flush();
    return FAULT;
  }
}
