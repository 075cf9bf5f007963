package equilibrium.analyst.command;

import java.util.function.Supplier;
import picocli.CommandLine;

/** The commands of this module. */
public final class AnalystCommands {

  /**
   * Adds them to a command.
   *
   * @param access called by a command when it runs; throws a fault for settings that are wrong
   */
  public static void addTo(CommandLine command, Supplier<Access> access) {
    command
        .addSubcommand(new ExportCommand(access))
        .addSubcommand(new SqlCommand(access))
        .addSubcommand(new WhatIfCommand(access))
        .addSubcommand(new ReplayCommand(access))
        .addSubcommand(new CaseCommand(access))
        .addSubcommand(
            new CommandLine(new AsOfCommand(access))
                .setUnmatchedOptionsArePositionalParams(true)); // as in asof -1h cuts
  }

  private AnalystCommands() {}
}
