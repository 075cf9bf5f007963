package equilibrium.ingress.http;

import java.util.Map;

/** The same rows when Undertow reads every request. */
class HttpConformanceWithoutFastPathTest extends HttpConformanceTest {
  @Override
  Map<String, String> settings() {
    return Map.of("ingress.fast-path", "false");
  }
}
