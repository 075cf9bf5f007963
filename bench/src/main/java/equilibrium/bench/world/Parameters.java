package equilibrium.bench.world;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What marks a program in its announces: peer id, user agent and parameters in their order. */
final class Parameters {
  private static final int STALE_TRACKER_ID = 48;

  static String userAgent(Session session) {
    if (!session.emulated) {
      return session.client.program.userAgent();
    }
    return switch (session.client.kind) {
      case RATIOMASTER -> isStale(session) ? "Azureus 3.1.1.0;Windows XP" : "uTorrent/3320";
      case RATIO_SPOOF -> "qBittorrent/4.0.3";
      default -> "qBittorrent/4.6.7";
    };
  }

  /** Peer ids begin so. */
  static String prefix(Session session) {
    if (!session.emulated) {
      return session.client.program.prefix();
    }
    return switch (session.client.kind) {
      case RATIOMASTER -> isStale(session) ? "-AZ3110-" : "-UT3320-";
      case RATIO_SPOOF -> "-qB4030-";
      default -> "-qB4670-";
    };
  }

  /** Half of the RatioMasters use the profile with a fixed tracker id. */
  private static boolean isStale(Session session) {
    return (session.client.announceKey.charAt(0) & 1) == 0;
  }

  static Map<String, String> of(Session session, Counters counters) {
    var params = new LinkedHashMap<String, String>();
    var program = session.client.program;
    if (session.emulated) {
      params.put("key", key(session));
      params.put("compact", "1");
      params.put("no_peer_id", "1");
      if (session.client.kind == Kind.RATIOMASTER && isStale(session)) {
        params.put("trackerid", Integer.toString(STALE_TRACKER_ID));
      }
      return params;
    }
    if (program.isLibtorrent() || program == Program.BIGLYBT || program == Program.UTORRENT) {
      params.put("corrupt", Long.toString(counters.corrupt()));
    } else if (program == Program.TRANSMISSION && counters.corrupt() > 0) {
      params.put("corrupt", Long.toString(counters.corrupt()));
    }
    if (program.sendsKey()) {
      params.put("key", key(session));
    }
    var constants = program.constants();
    for (int i = 0; i < constants.size(); i += 2) {
      params.put(constants.get(i), constants.get(i + 1));
    }
    if (program.isLibtorrent()) {
      params.put("redundant", Long.toString(counters.redundant()));
    }
    addresses(session.client, params);
    if (session.token != null && program.echoes()) {
      params.put("trackerid", session.token);
    }
    return params;
  }

  /** Some programs tell their other addresses. */
  private static void addresses(Client client, Map<String, String> params) {
    var ipv6 = client.line.ipv6();
    if (ipv6 != null && client.program == Program.TRANSMISSION) {
      params.put("ipv4", client.ipv4);
      params.put("ipv6", ipv6);
    } else if (ipv6 != null && client.program == Program.RTORRENT) {
      params.put("ip", ipv6);
    }
  }

  static String key(Session session) {
    return HexFormat.of().toHexDigits(session.key).toUpperCase(Locale.ROOT);
  }

  private Parameters() {}
}
