package equilibrium.ingress;

import equilibrium.ingress.admission.Rules;
import equilibrium.ingress.answer.AnswerConfig;
import equilibrium.ingress.http.HttpConfig;
import equilibrium.ingress.log.LogConfig;
import equilibrium.ingress.net.ListenAddress;
import equilibrium.ingress.udp.UdpConfig;
import equilibrium.platform.Settings;
import equilibrium.platform.TimeScale;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The settings of an ingress: one record of each package.
 *
 * @param listen of HTTP and of UDP
 * @param start how it starts and stops
 * @param secretFile holds the secret that signs connection ids and tracker ids, the same on all
 *     nodes of one tracker; relative to the data folder
 * @param identitySecretFile holds the secret that hides addresses in ids, the same on all nodes of
 *     one tracker for life; relative to the data folder
 */
public record IngressConfig(
    ListenAddress listen,
    AnswerConfig answer,
    HttpConfig http,
    UdpConfig udp,
    LogConfig log,
    StartConfig start,
    Path secretFile,
    Path identitySecretFile) {

  public static IngressConfig from(Settings settings) {
    return new IngressConfig(
        ListenAddress.from(settings),
        AnswerConfig.from(settings),
        HttpConfig.from(settings),
        UdpConfig.from(settings),
        LogConfig.from(settings),
        StartConfig.from(settings),
        settings.path(
            "ingress.secret-file",
            "file with the secret that signs connection ids and tracker ids; in the data folder if"
                + " relative; generated if absent; must be the same on all nodes",
            Path.of("secret")),
        settings.path(
            "ingress.identity-secret-file",
            "file with the secret that hides addresses in ids of clients and networks; in the data"
                + " folder if relative; up generates it, the program ingress does not start without"
                + " it; must be the same on all nodes, for life",
            Path.of("identity-secret")));
  }

  /** What a reply without a warning promises; one phrase. */
  public String guarantee() {
    return log.durability().guarantee();
  }

  /** The same for a node beside which there is no other to send clients to. */
  public IngressConfig alone() {
    return new IngressConfig(
        listen, answer, http, udp, log, start.withoutDrain(), secretFile, identitySecretFile);
  }

  /** The URLs that clients on this machine may announce to, by the configured ports. */
  public List<String> announceUrls() {
    var https = http.connections().https();
    return listen.announceUrls(https == null ? 0 : https.port());
  }

  /** The keys whose values may change while an ingress runs. */
  public static Set<String> reloadable() {
    return Rules.keys();
  }

  /**
   * Whether an ingress would take up values that were set through the console.
   *
   * @param base its other settings by key; those of other programs are left out
   * @param overrides by key
   * @return what is wrong with them, in sentences; empty: nothing
   */
  public static List<String> problems(Map<String, String> base, Map<String, String> overrides) {
    var own = new TreeMap<>(base);
    own.keySet().retainAll(keys());
    var settings = new Settings(own, null, Map.of(), Map.of()).withConsole(overrides);
    var _ = read(settings);
    return settings.problems();
  }

  private static Set<String> keys() {
    var settings = new Settings(null, Map.of(), Map.of());
    var _ = read(settings);
    return settings.effective().keySet();
  }

  /** With the scale of the clock, on which limits of times depend. */
  private static IngressConfig read(Settings settings) {
    var _ = TimeScale.from(settings);
    return from(settings);
  }
}
