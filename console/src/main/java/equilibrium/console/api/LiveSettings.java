package equilibrium.console.api;

import equilibrium.console.change.Changes;
import equilibrium.console.change.Changes.Subject;
import equilibrium.console.change.Changes.Written;
import equilibrium.console.http.Operation;
import equilibrium.console.http.Operation.Body;
import equilibrium.console.http.Page;
import equilibrium.console.http.Reply;
import equilibrium.console.http.Request;
import equilibrium.console.problem.Refused;
import equilibrium.console.setting.SettingsBoard;
import equilibrium.console.shape.SettingInForce;
import equilibrium.console.token.Role;
import equilibrium.platform.control.ChangeLog.Change;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.SettingOverride;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Settings of all nodes, some of which change while programs run. */
final class LiveSettings {
  private static final int MOST_CHARACTERS = 1_000;

  /**
   * What to set.
   *
   * @param value as a file has it, without quotes; texts of a list are separated by commas; at most
   *     1,000 characters
   */
  private record Wanted(@Nullable String value) {}

  private final SettingsBoard board;
  private final Changes changes;

  LiveSettings(Context context) {
    this.board = context.changing().settings();
    this.changes = context.changing().changes();
  }

  List<Operation> operations() {
    return List.of(
        Operation.get("/settings", "Settings in force, secrets redacted.", _ -> all())
            .by(Role.OPERATOR)
            .givesAll(SettingInForce.class),
        Operation.change(
                "PUT", "/settings/{key}", "Sets a setting on all nodes while they run.", this::put)
            .reads(new Body.Json(Wanted.class))
            .gives(200, SettingInForce.class)
            .gives(202, SettingInForce.class),
        Operation.change(
                "DELETE",
                "/settings/{key}",
                "Takes back what was set: file or default are in force again.",
                this::delete)
            .gives(200, SettingInForce.class)
            .gives(202, SettingInForce.class));
  }

  private Reply all() {
    return Reply.ok(Page.whole(board.all()));
  }

  private Reply put(Request request) {
    var key = request.segment("key");
    var value = request.body(Wanted.class).value();
    if (value == null || value.length() > MOST_CHARACTERS) {
      throw Refused.badValue(
          "/value",
          "%s, expected text of at most %d characters"
              .formatted(
                  value == null ? "missing" : value.length() + " characters", MOST_CHARACTERS));
    }
    board.demandPossible(key, value);
    var authorship = changes.authorship(request);
    var override = new SettingOverride(key, value, authorship.nowMs(), authorship.by());
    var written =
        changes.write(
            request,
            new Subject("PUT /settings/{key}", key, "set"),
            Topics.OVERRIDES,
            new Change<>(key, override));
    return reply(key, written);
  }

  private Reply delete(Request request) {
    var key = request.segment("key");
    board.demandSet(key);
    var written =
        changes.write(
            request,
            new Subject("DELETE /settings/{key}", key, "as file or default have it"),
            Topics.OVERRIDES,
            new Change<>(key, null));
    return reply(key, written);
  }

  /** 202 where it is not in force on every node. */
  private Reply reply(String key, Written written) {
    boolean isInForce = board.isInForce(key, written.offset());
    return Reply.of(isInForce ? 200 : 202, board.one(key))
        .with(Changes.POSITION, written.position());
  }
}
