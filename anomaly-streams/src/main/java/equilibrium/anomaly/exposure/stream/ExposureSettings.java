package equilibrium.anomaly.exposure.stream;

import equilibrium.platform.TimeScale;

/**
 * How exposed clients are warned.
 *
 * @param scale of the tracker that wrote the log
 * @param failOnce whether recipients over HTTP get one failure in place of warnings
 * @param caseUrl where cases are explained, without scheme and path; empty: nowhere
 */
public record ExposureSettings(TimeScale scale, boolean failOnce, String caseUrl) {}
