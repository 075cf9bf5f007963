package equilibrium.ingress.memory;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A promise of a type on the path of every announce. Once its arrays have grown, it allocates
 * nothing, waits only for the lock of its shard, logs nothing, and throws only for bugs. {@code
 * HotPathTest} measures the allocations, and {@code ArchitectureTest} lists the types that it may
 * use.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface HotPath {}
