package equilibrium.ingress.admission;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import equilibrium.platform.Settings;
import equilibrium.schemas.event.PeerId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which client programs are served, by prefixes of their peer ids. The longest prefix that is
 * listed decides. Programs that are not listed are served, unless some are listed as allowed.
 */
final class ClientPrograms {
  private static final Pattern PREFIX = Pattern.compile("[!-~]{1,20}");

  /** One prefix of peer ids. */
  private static final class Prefix {
    private final byte[] bytes;
    private final boolean allowed;

    Prefix(String text, boolean allowed) {
      this.bytes = text.getBytes(ISO_8859_1);
      this.allowed = allowed;
    }

    boolean begins(byte[] peerId) {
      for (int i = 0; i < bytes.length; i++) {
        if (peerId[i] != bytes[i]) {
          return false;
        }
      }
      return true;
    }
  }

  private final Prefix[] longestFirst;
  private final boolean others;

  /** Lists without a common member, of 1 to 20 printable characters each. */
  ClientPrograms(List<String> allow, List<String> deny) {
    var prefixes = new ArrayList<Prefix>();
    allow.forEach(text -> prefixes.add(new Prefix(text, true)));
    deny.forEach(text -> prefixes.add(new Prefix(text, false)));
    prefixes.sort(Comparator.comparingInt((Prefix prefix) -> prefix.bytes.length).reversed());
    longestFirst = prefixes.toArray(Prefix[]::new);
    others = allow.isEmpty();
  }

  static ClientPrograms from(Settings settings) {
    var allow =
        good(
            settings,
            "clients.allow",
            "how the peer ids of served programs begin, such as -XL; empty: all are served that are"
                + " not denied; the longest that fits decides");
    var deny =
        good(settings, "clients.deny", "how the peer ids of refused programs begin, such as -XL");
    var both = new HashSet<>(allow);
    both.retainAll(deny);
    both.forEach(prefix ->
        settings.problem(
            "\"%s\" is in clients.allow and in clients.deny, expected in one of them"
                .formatted(prefix)));
    return new ClientPrograms(allow, deny);
  }

  private static List<String> good(Settings settings, String key, String description) {
    var good = new ArrayList<String>();
    for (String prefix : settings.list(key, description, List.of())) {
      if (PREFIX.matcher(prefix).matches()) {
        good.add(prefix);
      } else {
        settings.problem(
            "%s has \"%s\", expected 1 to 20 printable characters, such as -XL"
                .formatted(key, prefix));
      }
    }
    return good;
  }

  boolean isServed(PeerId peerId) {
    if (longestFirst.length > 0) {
      byte[] bytes = peerId.bytes();
      for (Prefix prefix : longestFirst) {
        if (prefix.begins(bytes)) {
          return prefix.allowed;
        }
      }
    }
    return others;
  }
}
