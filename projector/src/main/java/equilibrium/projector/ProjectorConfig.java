package equilibrium.projector;

import equilibrium.platform.Settings;
import equilibrium.projector.loop.LoopConfig;

/**
 * How the projector runs.
 *
 * @param loop how topics are read and written
 * @param handOuts whether hand-outs are kept in PostgreSQL too; they are the largest table
 */
public record ProjectorConfig(LoopConfig loop, boolean handOuts) {

  public static ProjectorConfig from(Settings settings) {
    return new ProjectorConfig(
        LoopConfig.from(settings),
        settings.flag(
            "projector.hand-outs",
            "whether hand-outs are kept in PostgreSQL; they are by far the largest table",
            true));
  }
}
