package equilibrium.platform;

import java.util.regex.Pattern;

/** Replaces passwords and keys in texts that people may see: settings, errors and log lines. */
public final class Redaction {
  /** What stands where a secret was. */
  public static final String SECRET = "(secret)";

  private static final Pattern SECRET_KEY =
      Pattern.compile("password|secret|passphrase|jaas|private\\.key|keystore\\.key|token$");

  /**
   * {@code password=…} in the query of a URL, or in a JAAS configuration, with quotes or without.
   */
  private static final Pattern ASSIGNED =
      Pattern.compile(
          "(?i)((?:password|secret|passphrase|token)\\s*=\\s*)(\"[^\"]*\"|'[^']*'|[^\\s&;\"']+)");

  /** {@code user:password@} before the host of a URL. */
  private static final Pattern USER_INFO = Pattern.compile("(//[^/?#:@\\s]*:)[^/?#\\s]*(?=@)");

  /** The text without the secrets that a URL or a JAAS configuration in it contains. */
  public static String of(String text) {
    var withoutUserInfo = USER_INFO.matcher(text).replaceAll("$1" + SECRET);
    return ASSIGNED.matcher(withoutUserInfo).replaceAll("$1" + SECRET);
  }

  /** As {@link #of(String)}, but nothing of a value whose key says that it is a secret. */
  static String of(String key, String value) {
    return isSecret(key) && !value.isEmpty() ? SECRET : of(value);
  }

  private static boolean isSecret(String key) {
    return SECRET_KEY.matcher(key).find() && !key.endsWith("-file");
  }

  private Redaction() {}
}
