package equilibrium.bench.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import equilibrium.schemas.Ids;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes traces, labels and truths; a name that ends in {@code .gz} is compressed. */
public final class TraceWriter implements AutoCloseable {
  private final JsonGenerator json;

  public TraceWriter(Path file) throws IOException {
    json = new JsonFactory().createGenerator(TraceFiles.out(file));
    json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
  }

  public void write(TraceTorrent torrent) throws IOException {
    json.writeStartObject();
    json.writeStringField("torrent", Ids.hex(torrent.infoHash().bytes()));
    json.writeNumberField("size", torrent.sizeBytes());
    json.writeBooleanField("private", torrent.isPrivate());
    json.writeEndObject();
  }

  public void write(TraceAnnounce announce) throws IOException {
    json.writeStartObject();
    json.writeNumberField("at", announce.atMs());
    json.writeStringField("infoHash", Ids.hex(announce.infoHash().bytes()));
    json.writeStringField("peerId", Ids.hex(announce.peerId().bytes()));
    json.writeStringField("key", announce.announceKey());
    json.writeStringField("ip", announce.ip());
    json.writeNumberField("port", announce.port());
    json.writeStringField("event", announce.event().name().toLowerCase(Locale.ROOT));
    number("uploaded", announce.uploaded());
    number("downloaded", announce.downloaded());
    number("left", announce.left());
    number("numwant", announce.numWant() == null ? null : (long) announce.numWant());
    json.writeStringField("transport", announce.udp() ? "udp" : "http");
    json.writeStringField("userAgent", announce.userAgent());
    json.writeObjectFieldStart("params");
    for (var param : announce.params().entrySet()) {
      json.writeStringField(param.getKey(), param.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private void number(String field, @Nullable Long value) throws IOException {
    if (value == null) {
      json.writeNullField(field);
    } else {
      json.writeNumberField(field, value);
    }
  }

  public void write(Label label) throws IOException {
    json.writeStartObject();
    json.writeStringField("key", label.announceKey());
    json.writeStringField("kind", label.kind());
    json.writeNumberField("from", label.fromMs());
    json.writeEndObject();
  }

  public void write(Truth truth) throws IOException {
    json.writeStartObject();
    json.writeStringField("key", truth.announceKey());
    json.writeNumberField("fabricatedUp", truth.fabricatedUp());
    json.writeNumberField("hiddenDown", truth.hiddenDown());
    json.writeNumberField("sent", truth.sent());
    json.writeNumberField("received", truth.received());
    json.writeEndObject();
  }

  @Override
  public void close() throws IOException {
    json.writeRaw('\n');
    json.close();
  }
}
