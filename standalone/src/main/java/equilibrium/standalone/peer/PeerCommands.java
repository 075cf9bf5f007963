package equilibrium.standalone.peer;

import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code peer}. */
@Command(
    name = "peer",
    description = {
      "A peer of its own: shares, downloads, and asks trackers as a client does.",
      "Its memory is the folder peer of --data; each process needs a folder of its own."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:done",
      "1:a fault, in one sentence",
      "2:wrong usage",
      "3:not complete within --within, or a check has failed"
    })
public final class PeerCommands {
  /** Not complete in time, or a check has failed. */
  static final int UNFINISHED = 3;

  private PeerCommands() {}

  /**
   * The command with all its subcommands.
   *
   * @param data the folder given by {@code --data}, asked once the command line is read
   */
  public static CommandLine command(Supplier<Path> data) {
    Supplier<Path> own = () -> data.get().resolve("peer");
    return new CommandLine(new PeerCommands())
        .addSubcommand(new ShareCommand(own))
        .addSubcommand(new GetCommand(own))
        .addSubcommand(new RunCommand(own))
        .addSubcommand(new ChunksCommand(own))
        .addSubcommand(new InfoCommand())
        .addSubcommand(new CheckCommand());
  }
}
