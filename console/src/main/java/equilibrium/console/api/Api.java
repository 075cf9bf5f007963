package equilibrium.console.api;

import equilibrium.console.http.Operation;
import java.util.List;
import java.util.stream.Stream;

/** The table of operations. */
public final class Api {

  /** All operations, in the order of the document. */
  public static List<Operation> operations(Context context) {
    return Stream.of(new Overview(context).operations()).flatMap(List::stream).toList();
  }

  private Api() {}
}
