package equilibrium.console.api;

import equilibrium.console.http.Operation;
import java.util.List;
import java.util.stream.Stream;

/** The table of operations. */
public final class Api {

  /** All operations, in the order of the document. */
  public static List<Operation> operations(Context context) {
    return Stream.of(
            new Overview(context).operations(),
            new Swarms(context).operations(),
            new Clients(context).operations(),
            new EventLog(context).operations(),
            new Torrents(context).operations(),
            new Keys(context).operations(),
            new Anomalies(context).operations(),
            new Cases(context).operations(),
            new Interventions(context).operations(),
            new LiveSettings(context).operations(),
            new Drills(context).operations(),
            new Log(context).operations())
        .flatMap(List::stream)
        .toList();
  }

  private Api() {}
}
