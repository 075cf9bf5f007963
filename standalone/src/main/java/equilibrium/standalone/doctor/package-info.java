/**
 * Checks of a running tracker and of the machine (docs/operate/doctor.md). Each reads and changes
 * nothing, and a server that does not answer is a finding.
 */
@NullMarked
package equilibrium.standalone.doctor;

import org.jspecify.annotations.NullMarked;
