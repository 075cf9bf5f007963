package equilibrium.console.api;

import equilibrium.console.change.Audit;
import equilibrium.console.change.Changes;
import equilibrium.console.live.Hub;
import equilibrium.console.search.AnnounceSearch;
import equilibrium.console.setting.SettingsBoard;
import equilibrium.console.stats.DrillReports;
import equilibrium.console.stats.Figures;
import equilibrium.console.stats.Pictures;
import equilibrium.console.stats.StatsWorker;
import equilibrium.console.stats.StoreWatch;
import equilibrium.console.store.Database;
import equilibrium.console.vitals.VitalsHistory;
import equilibrium.platform.Health;
import java.util.List;

/** What the operations work with. */
public record Context(
    Database database,
    AnnounceSearch search,
    Hub hub,
    Figuring figuring,
    Changing changing,
    Shown shown) {

  /** Figures that are made for all viewers. */
  public record Figuring(
      StatsWorker stats,
      Figures figures,
      Pictures pictures,
      StoreWatch store,
      VitalsHistory vitals,
      DrillReports drills) {}

  /** What changes things, and what was changed. */
  public record Changing(Changes changes, Audit audit, SettingsBoard settings) {}

  /**
   * What is known of the process.
   *
   * @param announceUrls without a key
   * @param health of its parts, an ingress perhaps among them
   */
  public record Shown(List<String> announceUrls, Health health) {
    public Shown {
      announceUrls = List.copyOf(announceUrls);
    }
  }
}
