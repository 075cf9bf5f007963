package equilibrium.streams.transaction;

import equilibrium.platform.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The transactional ids of a program. Kafka Streams derives them from a number that it draws once
 * and keeps beside the stores, so a process that starts again ends the open transaction of its
 * predecessor.
 *
 * <p>After a power cut of a lone broker the number does harm. The broker's log of transactions may
 * have lost more than its partitions, and then gives out epochs that partitions have seen before:
 * they refuse every record, for as many starts as epochs are lost.
 */
public final class TransactionNames {
  private static final String NUMBER = "kafka-streams-process-metadata";
  private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  /**
   * The beginning of the transactional ids of the process that uses the stores; null: it is not
   * known, as when the number was forgotten.
   *
   * @param state folder of the program's stores
   * @param application id of the program
   */
  static @Nullable String now(Path state, String application) {
    try {
      var number = UUID.matcher(Files.readString(state.resolve(application).resolve(NUMBER)));
      return number.find() ? "%s-%s-".formatted(application, number.group()) : null;
    } catch (IOException _) {
      return null;
    }
  }

  /**
   * Has the program draw a new number at its next start. Whatever was open under the old one ends
   * by its time-out.
   *
   * @param state folder of the program's stores; may be missing
   */
  public static void forget(Path state) {
    if (!Files.isDirectory(state)) {
      return;
    }
    try (var applications = Files.newDirectoryStream(state, Files::isDirectory)) {
      for (var application : applications) {
        Files.deleteIfExists(application.resolve(NUMBER));
      }
    } catch (IOException e) {
      throw new Fault("files in %s cannot be deleted: %s".formatted(state, e), e);
    }
  }

  private TransactionNames() {}
}
