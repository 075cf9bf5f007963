package equilibrium.standalone.command;

import equilibrium.console.Console;
import equilibrium.console.token.Role;
import equilibrium.console.token.Tokens;
import equilibrium.platform.Fault;
import equilibrium.schemas.EnumText;
import equilibrium.standalone.config.Configuration.Way;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tokens}: who may use the console. */
@Command(name = "tokens", description = "Issues, revokes and lists tokens of the console.")
final class TokenCommands {
  private final Equilibrium equilibrium;

  TokenCommands(Equilibrium equilibrium) {
    this.equilibrium = equilibrium;
  }

  /** Roles that a token can have. */
  enum Given {
    VIEWER,
    OPERATOR
  }

  @Command(
      name = "issue",
      description =
          "Prints a new token, which is stored nowhere, and the link that signs in with it.")
  void issue(
      @Parameters(
              paramLabel = "NAME",
              description = "Whose it is: letters, digits, dots, hyphens, underscores.")
          String name,
      @Option(
              names = "--role",
              required = true,
              description =
                  "viewer: reads all but addresses, keys and settings. operator: everything.")
          Given role) {
    var text = tokens().issue(name, Role.valueOf(role.name()));
    var address = equilibrium.configuration(Way.SINGLE).console().address();
    System.out.printf(
        "token  %s%nlink   http://%s:%d/#token=%s%n",
        text, address.getHostString(), address.getPort(), text);
  }

  @Command(name = "list", description = "Prints name and role of each token, separated by tabs.")
  void list() {
    tokens()
        .list()
        .forEach(token -> System.out.println(token.name() + "\t" + EnumText.of(token.role())));
  }

  @Command(name = "revoke", description = "Ends a token. Exit code 1: there is none of that name.")
  void revoke(@Parameters(paramLabel = "NAME") String name) {
    if (!tokens().revoke(name)) {
      throw new Fault("no token is called %s".formatted(name));
    }
    System.out.println("revoked " + name);
  }

  private Tokens tokens() {
    var config = equilibrium.configuration(Way.SINGLE);
    return Console.tokens(config.console(), config.platform().data().resolve("console"));
  }
}
