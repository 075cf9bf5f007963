package equilibrium.console.shape;

import java.util.List;

/** A new announce key, shown once. */
public record IssuedKey(String client, String key, List<String> announceUrls, String note) {
  public IssuedKey {
    announceUrls = List.copyOf(announceUrls);
  }
}
