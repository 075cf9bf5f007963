package equilibrium.console;

import com.fasterxml.jackson.databind.JsonNode;
import equilibrium.console.token.Role;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;

/** All events that a viewer gets, until it is closed. */
final class LiveEvents implements AutoCloseable {
  private final HttpClient http = HttpClient.newHttpClient();
  private final Queue<Event> events = new ConcurrentLinkedQueue<>();

  /** An event of the stream, its data as text. */
  record Event(String name, String data) {
    JsonNode json() throws Exception {
      return ConsoleFixture.JSON.readTree(data);
    }
  }

  LiveEvents(ConsoleFixture console, Role role) throws Exception {
    var request =
        HttpRequest.newBuilder(console.uri("/live"))
            .header("Authorization", "Bearer " + console.token(role))
            .build();
    var lines = http.send(request, BodyHandlers.ofLines()).body().iterator();
    Thread.startVirtualThread(() -> {
      var name = "";
      while (lines.hasNext()) {
        var line = lines.next();
        if (line.startsWith("event: ")) {
          name = line.substring("event: ".length());
        } else if (line.startsWith("data: ")) {
          events.add(new Event(name, line.substring("data: ".length())));
        }
      }
    });
  }

  List<Event> all() {
    return List.copyOf(events);
  }

  Set<String> names() {
    var names = new TreeSet<String>();
    events.forEach(event -> names.add(event.name()));
    return names;
  }

  boolean has(String name, String part) {
    return events.stream()
        .anyMatch(event -> event.name().equals(name) && event.data().contains(part));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
