package equilibrium.console.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import equilibrium.console.http.Json;
import equilibrium.console.problem.ProblemType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends each event to all viewers. An event is made once, as the text that goes over the wire. The
 * newest {@value #KEPT} events stay, so that a viewer that was away for some minutes misses none.
 * Thread-safe; publishing never waits for a viewer.
 */
public final class Hub implements AutoCloseable {
  static final int KEPT = 400;

  private record Event(long id, String name, String text) {}

  private final String boot = Long.toString(System.currentTimeMillis(), 36);
  private final int mostPerToken;
  private final Deque<Event> events = new ArrayDeque<>();
  private final Map<String, Event> newest = new LinkedHashMap<>();
  private final List<Viewer> viewers = new ArrayList<>();
  private long last;

  /**
   * A hub without viewers.
   *
   * @param mostPerToken viewers of one token at a time
   */
  public Hub(int mostPerToken) {
    this.mostPerToken = mostPerToken;
  }

  /** Sends an event to all viewers; one whose queue is full is cut off. */
  public void publish(String name, Object data) {
    var json = new String(Json.bytes(data), UTF_8);
    List<Viewer> tooSlow = new ArrayList<>();
    synchronized (this) {
      last++;
      var text = "id: %s-%d\nevent: %s\ndata: %s\n\n".formatted(boot, last, name, json);
      var event = new Event(last, name, text);
      keep(event);
      for (var viewer : viewers) {
        if (!viewer.offer(text)) {
          tooSlow.add(viewer);
        }
      }
    }
    tooSlow.forEach(Viewer::cut);
  }

  private void keep(Event event) {
    newest.put(event.name(), event);
    events.addLast(event);
    if (events.size() > KEPT) {
      events.removeFirst();
    }
  }

  /**
   * A viewer of all events from now on. Its stream opens with the events after the given one, or
   * with the newest of each name.
   *
   * @param token name of the token that asks
   * @param lastId of the last event that the viewer has; null: it has none
   */
  public synchronized Viewer subscribe(String token, @Nullable String lastId) {
    long ofToken = viewers.stream().filter(viewer -> viewer.token().equals(token)).count();
    if (ofToken >= mostPerToken) {
      throw ProblemType.TOO_MANY.refuse(
          "token %s has %d streams open, the most of console.streams-per-token"
              .formatted(token, mostPerToken));
    }
    var viewer = new Viewer(token, "retry: 2000\n\n" + missed(lastId), this::leave);
    viewers.add(viewer);
    return viewer;
  }

  private String missed(@Nullable String lastId) {
    long known = known(lastId);
    var missed = new StringBuilder();
    for (var event : known < 0 ? newest.values() : events) {
      if (event.id() > known) {
        missed.append(event.text());
      }
    }
    return missed.toString();
  }

  /** The number of an event that this hub still has, or whose follower it has; -1: of none. */
  private long known(@Nullable String id) {
    if (id == null || !id.startsWith(boot + "-") || events.isEmpty()) {
      return -1;
    }
    try {
      long number = Long.parseLong(id.substring(boot.length() + 1));
      return number >= events.getFirst().id() - 1 && number <= last ? number : -1;
    } catch (NumberFormatException _) {
      return -1;
    }
  }

  private synchronized void leave(Viewer viewer) {
    viewers.remove(viewer);
  }

  public synchronized int viewers() {
    return viewers.size();
  }

  /** Ends all streams. */
  @Override
  public void close() {
    List<Viewer> all;
    synchronized (this) {
      all = List.copyOf(viewers);
    }
    all.forEach(Viewer::cut);
  }
}
