package equilibrium.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import equilibrium.peer.PeerConfig.Network;
import java.util.concurrent.ThreadLocalRandom;
import org.libtorrent4j.SettingsPack;
import org.libtorrent4j.swig.address;
import org.libtorrent4j.swig.alert;
import org.libtorrent4j.swig.error_code;
import org.libtorrent4j.swig.ip_filter;
import org.libtorrent4j.swig.settings_pack.bool_types;
import org.libtorrent4j.swig.settings_pack.int_types;
import org.libtorrent4j.swig.settings_pack.string_types;

/** What libtorrent is told at its start. */
final class SessionSettings {
  private static final int ALERTS = 10_000;
  private static final int STOP_SECONDS = 5;
  private static final int LEAST_RECONNECT_SECONDS = 2;
  private static final int MOST_RECONNECT_SECONDS = 8;
  private static final long EVERYONE = 1; // the bit of libtorrent's global class of peers
  private static final long BLOCKED = 1; // libtorrent's ip_filter::blocked

  private SessionSettings() {}

  static SettingsPack of(Network network, Limits limits) {
    var settings = new SettingsPack();
    settings.setString(string_types.user_agent.swigValue(), "Equilibrium/0.1.0");
    settings.setPeerFingerprint("-EQ0100-".getBytes(US_ASCII));
    settings.listenInterfaces(network.listen());
    set(settings, bool_types.enable_dht, network.open());
    set(settings, bool_types.enable_lsd, network.open());
    set(settings, bool_types.enable_upnp, false);
    set(settings, bool_types.enable_natpmp, false);
    set(settings, bool_types.enable_incoming_utp, network.utp());
    set(settings, bool_types.enable_outgoing_utp, network.utp());
    set(settings, bool_types.allow_multiple_connections_per_ip, true); // loopback is one address
    set(settings, bool_types.announce_to_all_tiers, true); // each wire that was asked for is asked
    set(settings, bool_types.announce_to_all_trackers, true);
    set(settings, bool_types.listen_system_port_fallback, false);
    // Its OpenSSL finds no certificates to trust. On this machine there is nobody in between.
    set(settings, bool_types.validate_https_trackers, !network.isLoopbackAlone());
    set(settings, int_types.alert_mask, alerts());
    set(settings, int_types.min_announce_interval, 1); // the tracker says how often
    set(settings, int_types.stop_tracker_timeout, STOP_SECONDS);
    set(settings, int_types.unchoke_slots_limit, limits.slots());
    set(settings, int_types.download_rate_limit, limits.down());
    set(settings, int_types.upload_rate_limit, limits.up());
    setReconnectTime(settings);
    return settings.alertQueueSize(ALERTS);
  }

  /** A new time, 2 to 8 s, before a peer is connected to again. */
  static SettingsPack reconnectTime() {
    var settings = new SettingsPack();
    setReconnectTime(settings);
    return settings;
  }

  private static void setReconnectTime(SettingsPack settings) {
    int seconds =
        ThreadLocalRandom.current().nextInt(LEAST_RECONNECT_SECONDS, MOST_RECONNECT_SECONDS + 1);
    set(settings, int_types.min_reconnect_time, seconds);
  }

  /** Rate limits hold for peers of the local network too, which libtorrent would exempt. */
  static ip_filter oneClassOfPeers() {
    var filter = new ip_filter();
    filter.add_rule(parsed("0.0.0.0"), parsed("255.255.255.255"), EVERYONE);
    filter.add_rule(parsed("::"), parsed("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), EVERYONE);
    return filter;
  }

  /** Whatever a tracker lists: a peer that listens on loopback connects to nobody else. */
  static ip_filter loopbackAlone() {
    var filter = new ip_filter();
    filter.add_rule(parsed("0.0.0.0"), parsed("126.255.255.255"), BLOCKED);
    filter.add_rule(parsed("128.0.0.0"), parsed("255.255.255.255"), BLOCKED);
    filter.add_rule(parsed("::"), parsed("::"), BLOCKED);
    filter.add_rule(parsed("::2"), parsed("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), BLOCKED);
    return filter;
  }

  private static address parsed(String text) {
    return address.from_string(text, new error_code());
  }

  private static int alerts() {
    return alert
        .error_notification
        .or_(alert.status_notification)
        .or_(alert.tracker_notification)
        .or_(alert.storage_notification)
        .or_(alert.connect_notification)
        .or_(alert.piece_progress_notification)
        .to_int();
  }

  private static void set(SettingsPack settings, bool_types name, boolean value) {
    settings.setBoolean(name.swigValue(), value);
  }

  private static void set(SettingsPack settings, int_types name, int value) {
    settings.setInteger(name.swigValue(), value);
  }
}
