package equilibrium.analyst.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import equilibrium.analyst.database.Unreadable;
import equilibrium.analyst.log.LogRecord;
import equilibrium.platform.Fault;
import equilibrium.schemas.Topic;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the place of each record that cannot be decoded to {@code unreadable.ndjson}. A record
 * that several tables read counts once, as long as there are at most 100,000.
 */
final class UnreadableFile implements Unreadable, AutoCloseable {
  private static final String FILE = "unreadable.ndjson";
  private static final int MOST_PLACES = 100_000;

  private final Path file;
  private final JsonFactory json = new JsonFactory();
  private @Nullable Writer writer;
  private final Set<String> places = new HashSet<>();
  private long count;

  UnreadableFile(Path folder) {
    this.file = folder.resolve(FILE);
  }

  @Override
  public synchronized void record(Topic<?, ?> topic, LogRecord record, String reason) {
    if (places.size() < MOST_PLACES
        && !places.add(topic.name() + "/" + record.partition() + "/" + record.offset())) {
      return;
    }
    count++;
    try {
      if (writer == null) {
        writer =
            Files.newBufferedWriter(
                file, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
      writer.write(line(topic, record, reason));
    } catch (IOException e) {
      throw fault(e);
    }
  }

  private String line(Topic<?, ?> topic, LogRecord record, String reason) throws IOException {
    var line = new StringWriter();
    try (var object = json.createGenerator(line)) {
      object.writeStartObject();
      object.writeStringField("topic", topic.name());
      object.writeNumberField("partition", record.partition());
      object.writeNumberField("offset", record.offset());
      object.writeStringField("reason", reason);
      object.writeEndObject();
    }
    return line + "\n";
  }

  synchronized long count() {
    return count;
  }

  @Override
  public synchronized void close() {
    try {
      if (writer != null) {
        writer.close();
      }
    } catch (IOException e) {
      throw fault(e);
    }
  }

  private Fault fault(IOException cause) {
    return new Fault("%s: %s".formatted(file, cause.getMessage()), cause);
  }
}
