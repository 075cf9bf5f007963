package equilibrium.standalone.doctor;

import java.util.Locale;

/**
 * One line of the doctor.
 *
 * @param cure what an operator can do; empty if nothing is wrong
 */
public record Finding(Grade grade, String what, String cure) {

  /** How bad it is. */
  public enum Grade {
    OK,
    /** The tracker works, with less room or less safety than it should. */
    WARNING,
    /** Something does not work, or acknowledged announces may be lost. */
    FAULT
  }

  static Finding ok(String what) {
    return new Finding(Grade.OK, what, "");
  }

  static Finding warning(String what, String cure) {
    return new Finding(Grade.WARNING, what, cure);
  }

  static Finding fault(String what, String cure) {
    return new Finding(Grade.FAULT, what, cure);
  }

  /** As it is printed. */
  public String line() {
    var grade = "%-8s ".formatted(this.grade.name().toLowerCase(Locale.ROOT));
    return cure.isEmpty() ? grade + what : grade + what + ": " + cure;
  }
}
