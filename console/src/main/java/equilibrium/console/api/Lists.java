package equilibrium.console.api;

import equilibrium.console.http.Cursor;
import equilibrium.console.http.Page;
import equilibrium.console.http.Reply;
import equilibrium.console.http.Request;
import equilibrium.console.store.Database;
import equilibrium.console.store.Database.Mapping;
import equilibrium.console.store.Query;
import java.time.Instant;
import java.util.function.Function;

/** Answers parts of lists: one row more than asked for tells whether there is a next part. */
final class Lists {
  private Lists() {}

  /**
   * A part of a list.
   *
   * @param query ordered by the key of the cursor; LIMIT is added
   * @param cursor of an item
   */
  static <T> Reply answer(
      Database database,
      Request request,
      Query query,
      Mapping<T> mapping,
      Function<T, Cursor> cursor) {
    int limit = request.limit();
    var items = database.list(query.then("LIMIT ?", limit + 1), mapping);
    boolean isLast = items.size() <= limit;
    var shown = isLast ? items : items.subList(0, limit);
    var next = isLast ? null : cursor.apply(shown.getLast()).text();
    return Reply.page(new Page<>(shown, next, Instant.now()), request.uri());
  }
}
