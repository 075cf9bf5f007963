package equilibrium.platform.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import equilibrium.platform.file.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators had set through the console when a program last looked, by key, so that it starts
 * with that while Kafka is away. A file {@code overrides.json} in the program's data folder.
 */
public final class OverrideFile {
  private static final Logger LOG = LoggerFactory.getLogger(OverrideFile.class);

  private static final TypeReference<TreeMap<String, String>> TYPE = new TypeReference<>() {};

  private final JsonMapper json = JsonMapper.builder().build();
  private final Path file;

  private OverrideFile(Path file) {
    this.file = file;
  }

  /** The file of a folder, whether there is one yet or not. */
  public static OverrideFile in(Path folder) {
    return new OverrideFile(folder.resolve("overrides.json"));
  }

  /** Empty where there is no file. One that cannot be read is reported and left out. */
  public SortedMap<String, String> read() {
    if (!Files.exists(file)) {
      return new TreeMap<>();
    }
    try {
      var read = json.readValue(DurableFile.read(file), TYPE);
      var values = new TreeMap<String, String>();
      if (read != null) { // the text is no "null"
        read.forEach((key, value) -> {
          if (value != null) {
            values.put(key, value);
          }
        });
      }
      return values;
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("file", file)
          .addKeyValue("cause", e.getMessage())
          .log("settings of the console cannot be read from disk; they come again from Kafka");
      return new TreeMap<>();
    }
  }

  /** Replaces the content. A disk that does not take it is reported; the former content stays. */
  public void write(SortedMap<String, String> values) {
    try {
      DurableFile.write(file, json.writeValueAsString(values));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of texts cannot be written as JSON", e);
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("file", file)
          .addKeyValue("cause", e.getMessage())
          .log(
              "settings of the console are in force and not on disk: a start without Kafka has"
                  + " the former ones");
    }
  }
}
