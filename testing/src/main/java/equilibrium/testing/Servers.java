package equilibrium.testing;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a real Kafka and a real PostgreSQL, the same tests whichever they are: containers
 * where Docker answers, servers in or under this process otherwise ({@link Backend}). All tests of
 * a JVM share one of each, started when first asked for and stopped at the end; what keeps tests
 * apart is {@link KafkaServer#empty} and {@link PostgresServer#fresh}.
 *
 * <pre>
 * &#64;ExtendWith(Servers.class)
 * class SomeIT {
 *   &#64;BeforeEach void start(KafkaServer kafka, PostgresServer postgres) { … }
 * </pre>
 */
public final class Servers implements ParameterResolver {
  private static final Namespace OURS = Namespace.create(Servers.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    var type = parameter.getParameter().getType();
    return type == KafkaServer.class || type == PostgresServer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == KafkaServer.class
        ? kafka(context)
        : postgres(context);
  }

  public static KafkaServer kafka(ExtensionContext context) {
    return store(context)
        .computeIfAbsent(
            KafkaServer.class, _ -> KafkaServer.start(backend(context)), KafkaServer.class);
  }

  public static PostgresServer postgres(ExtensionContext context) {
    return store(context)
        .computeIfAbsent(
            PostgresServer.class,
            _ -> PostgresServer.start(backend(context)),
            PostgresServer.class);
  }

  private static Backend backend(ExtensionContext context) {
    return store(context).computeIfAbsent(Backend.class, _ -> Backend.choose(), Backend.class);
  }

  private static Store store(ExtensionContext context) {
    return context.getStore(StoreScope.LAUNCHER_SESSION, OURS);
  }
}
