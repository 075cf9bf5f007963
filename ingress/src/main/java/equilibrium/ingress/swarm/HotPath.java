package equilibrium.ingress.swarm;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A promise: once its arrays have grown, the class allocates nothing, waits for nobody but the
 * owner of the same shard, logs nothing, and throws only for bugs. {@code HotPathTest} holds it to
 * that.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface HotPath {}
