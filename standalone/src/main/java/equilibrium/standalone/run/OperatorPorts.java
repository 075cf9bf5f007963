package equilibrium.standalone.run;

import equilibrium.console.Console;
import equilibrium.console.Console.Place;
import equilibrium.console.Console.SharedOps;
import equilibrium.platform.Parts;
import equilibrium.platform.Platform;
import equilibrium.platform.ops.OpsPages;
import equilibrium.platform.ops.OpsServer;
import equilibrium.standalone.config.Configuration;
import equilibrium.standalone.embedded.DataFolder;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The ports of {@code up} for operators: the console, and ops pages. Where both have the same
 * address, one server answers both.
 *
 * @param ops where ops pages are served
 * @param consoleLink URL of the console's page, with a token
 */
record OperatorPorts(Parts parts, InetSocketAddress ops, String consoleLink)
    implements AutoCloseable {
  private static final String TOKEN_FILE = "console-token";
  private static final String TOKEN_NAME = "up";

  /** Opens the ports. The platform reads PostgreSQL as the console. */
  static OperatorPorts open(Configuration config, Platform platform, DataFolder data) {
    var parts = new Parts();
    try {
      return open(config, platform, data, parts);
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  private static OperatorPorts open(
      Configuration config, Platform platform, DataFolder data, Parts parts) {
    var folder = data.folder("console");
    var token =
        Console.tokens(config.console(), folder).keep(data.path().resolve(TOKEN_FILE), TOKEN_NAME);
    var ops = config.platform().ops();
    boolean isShared = config.console().shares(ops);
    @Nullable SharedOps shared =
        isShared ? new SharedOps(new OpsPages(platform.health(), platform.metrics()), ops) : null;
    var console =
        parts.add(
            Console.start(
                config.console(), platform, config.surroundings(), new Place(folder, shared)));
    var opened =
        isShared
            ? console.address()
            : parts
                .add(new OpsServer(ops, platform.health(), platform.metrics()))
                .address();
    return new OperatorPorts(parts, opened, link(config, console, token));
  }

  private static String link(Configuration config, Console console, String token) {
    return "http://%s:%d/#token=%s"
        .formatted(
            config.console().address().getHostString(), console.address().getPort(), token);
  }

  @Override
  public void close() {
    parts.close();
  }
}
