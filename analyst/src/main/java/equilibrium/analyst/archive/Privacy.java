package equilibrium.analyst.archive;

import equilibrium.analyst.table.IdForm;
import equilibrium.analyst.table.Pseudonyms;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What exported files reveal.
 *
 * @param addresses whether addresses are in them
 * @param key hex digits of the key under which ids are written; null: ids are as in the log
 */
public record Privacy(boolean addresses, @Nullable String key) {

  /** For one thread. */
  public IdForm ids() {
    return key == null ? IdForm.RAW : pseudonyms(key);
  }

  /** Names the key without revealing it; empty: there is none. */
  String fingerprint() {
    return key == null ? "" : pseudonyms(key).fingerprint();
  }

  private static Pseudonyms pseudonyms(String key) {
    return new Pseudonyms(HexFormat.of().parseHex(key));
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "%s, %s"
        .formatted(
            addresses ? "with addresses" : "without addresses",
            key == null ? "ids as in the log" : "ids under key " + fingerprint());
  }
}
