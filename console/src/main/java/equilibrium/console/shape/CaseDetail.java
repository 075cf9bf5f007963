package equilibrium.console.shape;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * A case with what led to it.
 *
 * @param findings the newest
 * @param warnings to clients that got it as a peer
 */
public record CaseDetail(
    @JsonProperty("case") Case decided, List<Finding> findings, List<Intervention> warnings) {
  public CaseDetail {
    findings = List.copyOf(findings);
    warnings = List.copyOf(warnings);
  }
}
