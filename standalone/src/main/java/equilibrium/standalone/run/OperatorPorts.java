package equilibrium.standalone.run;

import equilibrium.console.Console;
import equilibrium.console.Console.Place;
import equilibrium.console.Console.SharedOps;
import equilibrium.platform.Parts;
import equilibrium.platform.Platform;
import equilibrium.platform.drill.DrillParts;
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
  static OperatorPorts open(
      Configuration config, Platform platform, DataFolder data, DrillParts drills) {
    var parts = new Parts();
    try {
      return open(config, platform, place(config, platform, data, drills), parts);
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  private static Place place(
      Configuration config, Platform platform, DataFolder data, DrillParts drills) {
    var ops = config.platform().ops();
    @Nullable SharedOps shared =
        config.console().shares(ops)
            ? new SharedOps(new OpsPages(platform.health(), platform.metrics()), ops)
            : null;
    return new Place(data.folder("console"), shared, drills);
  }

  private static OperatorPorts open(
      Configuration config, Platform platform, Place place, Parts parts) {
    var folder = place.folder();
    var token =
        Console.tokens(config.console(), folder)
            .keep(folder.resolveSibling(TOKEN_FILE), TOKEN_NAME);
    var ops = config.platform().ops();
    var console =
        parts.add(Console.start(config.console(), platform, config.surroundings(), place));
    var opened =
        place.ops() != null
            ? console.address()
            : parts.add(new OpsServer(ops, platform.health(), platform.metrics())).address();
    return new OperatorPorts(parts, opened, link(config, console, token));
  }

  private static String link(Configuration config, Console console, String token) {
    return "http://%s:%d/#token=%s"
        .formatted(config.console().address().getHostString(), console.address().getPort(), token);
  }

  @Override
  public void close() {
    parts.close();
  }
}
