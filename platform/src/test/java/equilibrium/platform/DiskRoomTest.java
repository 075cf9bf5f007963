package equilibrium.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DiskRoomTest {
  private final AtomicLong free = new AtomicLong(1000);
  private final DiskRoom disk = new DiskRoom(free::get, 800);

  @Test
  void thereIsRoomDownToTheMark() {
    assertThat(measured(800)).isTrue();
    assertThat(measured(799)).isFalse();
  }

  @Test
  void roomComesBackAnEighthAboveTheMarkSoThatItDoesNotFlicker() {
    assertThat(measured(799)).isFalse();

    assertThat(measured(899)).isFalse();
    assertThat(measured(900)).isTrue();
    assertThat(measured(801)).isTrue();
  }

  @Test
  void aDiskThatIsFullAtTheStartIsSeenAtOnce() {
    assertThat(new DiskRoom(() -> 1, 800).hasRoom()).isFalse();
    assertThat(DiskRoom.unlimited().hasRoom()).isTrue();
  }

  private boolean measured(long freeBytes) {
    free.set(freeBytes);
    disk.measure();
    return disk.hasRoom();
  }
}
