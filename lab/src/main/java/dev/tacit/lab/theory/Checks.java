package dev.tacit.lab.theory;

import dev.tacit.lab.theory.check.Check;
import dev.tacit.lab.theory.exact.ExactChecks;
import dev.tacit.lab.theory.order.AdaptiveChecks;
import dev.tacit.lab.theory.order.DecidingExperiments;
import dev.tacit.lab.theory.order.DigitsChecks;
import dev.tacit.lab.theory.order.GradientDescentChecks;
import dev.tacit.lab.theory.order.LionChecks;
import dev.tacit.lab.theory.order.MomentumChecks;
import dev.tacit.lab.theory.order.RecoveryChecks;
import dev.tacit.lab.theory.order.SgdChecks;
import java.util.List;
import java.util.stream.Stream;

/** Every check there is, in the order of the table. */
public final class Checks {
  private Checks() {}

  /** All checks. */
  public static List<Check> all() {
    return Stream.of(
            GradientDescentChecks.all(),
            SgdChecks.all(),
            MomentumChecks.all(),
            AdaptiveChecks.all(),
            DecidingExperiments.all(),
            RecoveryChecks.all(),
            LionChecks.all(),
            DigitsChecks.all(),
            ExactChecks.all())
        .flatMap(List::stream)
        .toList();
  }
}
