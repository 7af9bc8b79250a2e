package dev.tacit.theory;

import dev.tacit.theory.check.Check;
import dev.tacit.theory.exact.ExactChecks;
import dev.tacit.theory.order.AdaptiveChecks;
import dev.tacit.theory.order.DecidingExperiments;
import dev.tacit.theory.order.DialChecks;
import dev.tacit.theory.order.DigitsChecks;
import dev.tacit.theory.order.GradientDescentChecks;
import dev.tacit.theory.order.LionChecks;
import dev.tacit.theory.order.MomentumChecks;
import dev.tacit.theory.order.PenaltyChecks;
import dev.tacit.theory.order.RecoveryChecks;
import dev.tacit.theory.order.SgdChecks;
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
            PenaltyChecks.all(),
            DialChecks.all(),
            DigitsChecks.all(),
            ExactChecks.all())
        .flatMap(List::stream)
        .toList();
  }
}
