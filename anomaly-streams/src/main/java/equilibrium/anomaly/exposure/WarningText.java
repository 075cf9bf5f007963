package equilibrium.anomaly.exposure;

import equilibrium.schemas.IpAddress;
import java.util.List;

/**
 * Texts of warnings: ASCII, at most 63 bytes, which is all that some clients show. What does not
 * fit is left out, the address last.
 *
 * @param url where cases are explained, without scheme and path; empty: nowhere
 */
public record WarningText(String url) {
  static final int MOST_BYTES = 63;

  /**
   * The text about an endpoint. A sealed address is not named.
   *
   * @param whole whether all of the address is meant, not only the port
   * @param caseCode eight hex digits
   */
  String of(Endpoint endpoint, boolean whole, String caseCode) {
    var where = url.isEmpty() ? "case " + caseCode : url + "/c/" + caseCode;
    if (endpoint.addressKey() != 0) {
      return first(
          List.of("A peer of yours is a bad client: " + where, "Bad client, case " + caseCode));
    }
    var named = named(endpoint, whole);
    return first(
        List.of(
            "Block %s (bad client) %s".formatted(named, where),
            "Block %s %s".formatted(named, where),
            "Block %s case %s".formatted(named, caseCode),
            "Block %s %s".formatted(named, caseCode),
            "Block " + named));
  }

  private static String named(Endpoint endpoint, boolean whole) {
    var address = IpAddress.of(endpoint.address());
    var text = address.text();
    if (whole) {
      return text;
    }
    return (address.isIpv4() ? "%s:%d" : "[%s]:%d").formatted(text, endpoint.port());
  }

  private static String first(List<String> texts) {
    return texts.stream()
        .filter(text -> text.length() <= MOST_BYTES)
        .findFirst()
        .orElse(texts.getLast());
  }
}
