package equilibrium.standalone.differential;

import java.util.HashMap;
import java.util.Map;

/** The same when Undertow reads every request over HTTP. */
class DifferentialWithoutFastPathIT extends DifferentialIT {
  @Override
  Map<String, String> settings() {
    var settings = new HashMap<>(SETTINGS);
    settings.put("ingress.fast-path", "false");
    return settings;
  }
}
