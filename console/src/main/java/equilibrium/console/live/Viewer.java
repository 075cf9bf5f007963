package equilibrium.console.live;

import equilibrium.console.http.EventStream;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One viewer's events: at most {@value #MOST_WAITING} wait; with one more it is cut off. */
public final class Viewer implements EventStream {
  static final int MOST_WAITING = 16;

  private final String token;
  private final String opening;
  private final Consumer<Viewer> leave;
  private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile Runnable cut = () -> {};

  Viewer(String token, String opening, Consumer<Viewer> leave) {
    this.token = token;
    this.opening = opening;
    this.leave = leave;
  }

  String token() {
    return token;
  }

  boolean offer(String event) {
    return waiting.offer(event);
  }

  void cut() {
    close();
    cut.run();
  }

  @Override
  public String opening() {
    return opening;
  }

  @Override
  public @Nullable String next(Duration patience) throws InterruptedException {
    return waiting.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public boolean isEnded() {
    return ended.get();
  }

  @Override
  public void onCut(Runnable action) {
    cut = action;
    if (ended.get()) {
      action.run();
    }
  }

  @Override
  public void close() {
    if (ended.compareAndSet(false, true)) {
      leave.accept(this);
    }
  }
}
