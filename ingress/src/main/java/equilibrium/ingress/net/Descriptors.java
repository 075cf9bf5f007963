package equilibrium.ingress.net;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.Channel;
import org.jspecify.annotations.Nullable;

/**
 * File descriptors of channels, for calls of Linux that Java does not offer. The JVM shows them
 * with {@code --add-exports java.base/sun.nio.ch=ALL-UNNAMED} only, so every use has another way.
 */
public final class Descriptors {
  /** There is no such way on this system, or in this JVM. */
  public static final int NONE = -1;

  private static final @Nullable MethodHandle NUMBER = find();

  private static @Nullable MethodHandle find() {
    if (!System.getProperty("os.name", "").equals("Linux")
        || !System.getProperty("os.arch", "").matches("amd64|aarch64")) {
      return null;
    }
    try {
      var type = Class.forName("sun.nio.ch.SelChImpl");
      return MethodHandles.lookup()
          .findVirtual(type, "getFDVal", MethodType.methodType(int.class))
          .asType(MethodType.methodType(int.class, Channel.class));
    } catch (ReflectiveOperationException _) {
      return null;
    }
  }

  /** Whether {@link #of} knows any. */
  public static boolean areShown() {
    return NUMBER != null;
  }

  /** The number of an open channel's descriptor; {@link #NONE}: it is not shown. */
  public static int of(Channel channel) {
    if (NUMBER == null) {
      return NONE;
    }
    try {
      return (int) NUMBER.invokeExact(channel);
    } catch (Throwable e) {
      throw new IllegalStateException("no file descriptor of " + channel, e);
    }
  }

  private Descriptors() {}
}
