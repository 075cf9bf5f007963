package equilibrium.bench.process;

import java.util.List;
import java.util.Map;

/**
 * How a process is started.
 *
 * @param arguments of the equilibrium command
 * @param environment variables beside those of this process
 * @param wrapper words before the command, of a program that becomes it; empty: none
 */
public record Command(
    List<String> arguments, Map<String, String> environment, List<String> wrapper) {
  public Command {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
    wrapper = List.copyOf(wrapper);
  }
}
