package equilibrium.ingress.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashSlotsTest {
  private final Map<Integer, Integer> model = new HashMap<>();

  /** Hashes of so few bits collide all the time; those of 32 hardly ever. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 12, 32})
  void numbersAreFoundAfterRandomChanges(int bits) {
    for (int most : new int[] {1, 2, 3, 7, 25, 300}) {
      model.clear();
      var random = new SplittableRandom(most);
      var slots = new Slots(most);
      for (int change = 0; change < 20_000; change++) {
        int number = random.nextInt(most);
        if (!model.containsKey(number)) {
          model.put(number, hash(random, bits));
          slots.add(number);
        } else if (random.nextInt(3) == 0) {
          exchange(slots, number, random.nextInt(most));
        } else {
          slots.remove(number);
          model.remove(number);
        }
        if (change % 100 == 0) {
          compare(slots, most);
        }
      }
      compare(slots, most);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 12, 32})
  void aFullIndexFindsAll(int bits) {
    int most = 10_000;
    var random = new SplittableRandom(1);
    var slots = new Slots(most);
    for (int number = 0; number < most; number++) {
      model.put(number, hash(random, Math.max(bits, 10)));
      slots.add(number);
    }

    compare(slots, most);
  }

  /** In the upper bits, which say where a search begins, and in the lower ones, which are kept. */
  private static int hash(SplittableRandom random, int bits) {
    return bits == 32 ? random.nextInt() : random.nextInt(1 << bits) * 0x0800_0001;
  }

  private void exchange(Slots slots, int a, int b) {
    int slotA = slots.slotOf(a);
    int slotB = model.containsKey(b) ? slots.slotOf(b) : -1;
    slots.replace(slotA, b);
    slots.replace(slotB, a);
    var hashA = model.remove(a);
    var hashB = model.remove(b);
    if (hashB != null) {
      model.put(a, hashB);
    }
    if (hashA != null) {
      model.put(b, hashA);
    }
  }

  private void compare(Slots slots, int most) {
    var byHash = new HashMap<Integer, Set<Integer>>();
    model.forEach((number, hash) -> byHash.computeIfAbsent(hash, _ -> new HashSet<>()).add(number));
    byHash.forEach((hash, numbers) -> assertThat(found(slots, hash)).containsAll(numbers));
    for (int number = 0; number < most; number++) {
      if (model.containsKey(number)) {
        assertThat(slots.number(slots.slotOf(number))).isEqualTo(number);
      }
    }
    var all = new HashSet<Integer>();
    byHash.keySet().forEach(hash -> all.addAll(found(slots, hash)));
    assertThat(all).isEqualTo(model.keySet());
  }

  private static List<Integer> found(Slots slots, int hash) {
    var numbers = new ArrayList<Integer>();
    for (int slot = slots.first(hash); slot >= 0; slot = slots.next(slot, hash)) {
      numbers.add(slots.number(slot));
    }
    return numbers;
  }

  private final class Slots extends HashSlots {
    Slots(int most) {
      super(most);
    }

    @Override
    protected int hashOf(int number) {
      return model.getOrDefault(number, 0);
    }
  }
}
