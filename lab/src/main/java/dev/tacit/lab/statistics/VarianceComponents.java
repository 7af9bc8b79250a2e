package dev.tacit.lab.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.ChiSquaredDistribution;

/**
 * How much of a quantity's variance each seed factor brings, where the factors (subset, noise,
 * init, order) are crossed: every level of one with every level of the others, one run each. All
 * factors are random: their levels are draws from many.
 *
 * <p>The model is y = μ + Σ_S a_S over all sets S of factors, a_S independent with variance σ²_S.
 * With n_f levels of factor f, the mean square of S has expectation Σ_{T ⊇ S} (Π_{f ∉ T} n_f) σ²_T,
 * so that by inclusion and exclusion
 *
 * <pre>  σ²_S = Σ_{T ⊇ S} (-1)^{|T|-|S|} MS_T / Π_{f ∉ S} n_f</pre>
 *
 * (Searle, Casella and McCulloch, <em>Variance Components</em>, 1992, chapter 4). The set of all
 * factors is what is left. An estimate may be negative and is then kept so: it says that σ²_S is
 * small beside its error.
 *
 * <p>Intervals are Weerahandi's generalised ones (Journal of the American Statistical Association
 * 88, 1993) for normal a_S: MS_T is replaced by ν_T MS_T/χ²(ν_T), quantiles 2.5 % and 97.5 % of
 * 20,001 draws from a fixed seed, not below 0. With few levels they are wide, and that is the
 * finding: two levels of a factor say next to nothing of its variance.
 */
public final class VarianceComponents {
  private static final int DRAWS = 20_001;
  private static final long SEED = 20_261_125;
  private static final int MOST_FACTORS = 8;

  /** Of χ² by its degrees of freedom: finding them takes longer than all the rest. */
  private static final Map<Integer, double[]> QUANTILES = new ConcurrentHashMap<>();

  /**
   * What a set of factors brings.
   *
   * @param factors one, or several for their interaction
   * @param degrees ν, of freedom
   * @param meanSquare MS
   * @param variance σ², estimated; may be negative
   * @param low the lower end of its 95 % interval
   * @param high the upper end
   */
  public record Component(
      List<String> factors,
      int degrees,
      double meanSquare,
      double variance,
      double low,
      double high) {

    /** As in "init" and "init × order". */
    public String name() {
      return String.join(" × ", factors);
    }
  }

  private VarianceComponents() {}

  /** The analysis of variance of crossed values; sets of factors are numbers, a bit a factor. */
  static final class Table {
    private final int[] sizes; // levels of each factor
    private final double[] squares; // MS of each set; nothing of the empty set

    private Table(int[] sizes, double[] squares) {
      this.sizes = sizes;
      this.squares = squares;
    }

    /**
     * Works it out.
     *
     * @throws IllegalArgumentException as {@link VarianceComponents#of}
     */
    static Table of(List<String> factors, Map<List<Long>, Double> values) {
      List<List<Long>> levels = levels(factors, values.keySet());
      double[] cells = cells(factors, levels, values);
      int[] sizes = levels.stream().mapToInt(List::size).toArray();
      return new Table(sizes, meanSquares(cells, sizes));
    }

    /** How many sets there are, with the empty one. */
    int sets() {
      return squares.length;
    }

    /** MS of a set. */
    double square(int set) {
      return squares[set];
    }

    /** ν of a set. */
    int degrees(int set) {
      return VarianceComponents.degrees(set, sizes);
    }

    /** c with Var(mean) = Σ c_T MS_T/N; variances that come out negative are taken to be 0. */
    double[] ofMean() {
      double[] coefficients = new double[squares.length];
      for (int set = 1; set < squares.length; set++) {
        if (variance(set, squares, sizes) > 0) {
          for (int more = set; more < squares.length; more++) {
            coefficients[more] += (more & set) == set ? sign(more ^ set) : 0;
          }
        }
      }
      return coefficients;
    }
  }

  /**
   * Takes the variance apart.
   *
   * @param factors their names
   * @param values by the levels, one of each factor in their order; every combination once
   * @return a component for every set of factors, single factors first, the set of all last
   * @throws IllegalArgumentException for a factor of one level, or where the factors are not
   *     crossed, naming a combination that is missing
   */
  public static List<Component> of(List<String> factors, Map<List<Long>, Double> values) {
    int k = factors.size();
    if (!(k >= 1 && k <= MOST_FACTORS)) {
      throw new IllegalArgumentException(
          "from 1 to " + MOST_FACTORS + " factors can be taken apart, found " + k);
    }
    Table table = Table.of(factors, values);
    int[] sizes = table.sizes;
    double[] squares = table.squares;
    int sets = 1 << k;
    List<Component> components = new ArrayList<>();
    double[][] draws = draws(squares, sizes);
    for (int size = 1; size <= k; size++) {
      for (int set = 1; set < sets; set++) {
        if (Integer.bitCount(set) == size) {
          components.add(component(factors, set, squares, sizes, draws));
        }
      }
    }
    return components;
  }

  private static List<List<Long>> levels(List<String> factors, Set<List<Long>> keys) {
    List<List<Long>> levels = new ArrayList<>();
    for (int f = 0; f < factors.size(); f++) {
      Set<Long> met = new LinkedHashSet<>();
      for (List<Long> key : keys) {
        met.add(key.get(f));
      }
      if (met.size() < 2) {
        throw new IllegalArgumentException(
            "the variance over " + factors.get(f) + " needs two of its seeds, found " + met);
      }
      levels.add(List.copyOf(met));
    }
    return levels;
  }

  /** The values with the last factor running fastest. */
  private static double[] cells(
      List<String> factors, List<List<Long>> levels, Map<List<Long>, Double> values) {
    int count = levels.stream().mapToInt(List::size).reduce(1, Math::multiplyExact);
    double[] cells = new double[count];
    for (int cell = 0; cell < count; cell++) {
      Long[] key = new Long[levels.size()];
      int rest = cell;
      for (int f = levels.size() - 1; f >= 0; f--) {
        key[f] = levels.get(f).get(rest % levels.get(f).size());
        rest /= levels.get(f).size();
      }
      Double value = values.get(Arrays.asList(key));
      if (value == null || !Double.isFinite(value)) {
        StringJoiner missing = new StringJoiner(", ");
        for (int f = 0; f < key.length; f++) {
          missing.add(factors.get(f) + " " + key[f]);
        }
        throw new IllegalArgumentException("the seeds are not crossed: no value of " + missing);
      }
      cells[cell] = value;
    }
    return cells;
  }

  /** MS_S for every set S of factors, a bit a factor. */
  private static double[] meanSquares(double[] cells, int[] sizes) {
    int sets = 1 << sizes.length;
    double[] sums = new double[sets]; // Σ over the levels of S of (cells a level) mean²
    double shift = Arrays.stream(cells).sum() / cells.length;
    for (int set = 0; set < sets; set++) {
      Map<Integer, double[]> marginals = new HashMap<>(); // {sum, count}
      for (int cell = 0; cell < cells.length; cell++) {
        double[] marginal =
            marginals.computeIfAbsent(label(cell, set, sizes), key -> new double[2]);
        marginal[0] += cells[cell] - shift;
        marginal[1]++;
      }
      for (double[] marginal : marginals.values()) {
        sums[set] += marginal[0] * marginal[0] / marginal[1];
      }
    }
    double[] squares = new double[sets];
    for (int set = 1; set < sets; set++) {
      for (int part = set; ; part = (part - 1) & set) {
        squares[set] += sign(set ^ part) * sums[part];
        if (part == 0) {
          break;
        }
      }
      squares[set] = Math.max(0, squares[set]) / degrees(set, sizes);
    }
    return squares;
  }

  /** A cell's levels of the factors in a set, as one number. */
  private static int label(int cell, int set, int[] sizes) {
    int label = 0;
    int rest = cell;
    for (int f = sizes.length - 1; f >= 0; f--) {
      if ((set >> f & 1) == 1) {
        label = label * sizes[f] + rest % sizes[f];
      }
      rest /= sizes[f];
    }
    return label;
  }

  private static int degrees(int set, int[] sizes) {
    int degrees = 1;
    for (int f = 0; f < sizes.length; f++) {
      degrees *= (set >> f & 1) == 1 ? sizes[f] - 1 : 1;
    }
    return degrees;
  }

  private static int sign(int set) {
    return Integer.bitCount(set) % 2 == 0 ? 1 : -1;
  }

  /** σ²_S of mean squares. */
  private static double variance(int set, double[] squares, int[] sizes) {
    double variance = 0;
    for (int more = set; more < squares.length; more++) {
      if ((more & set) == set) {
        variance += sign(more ^ set) * squares[more];
      }
    }
    for (int f = 0; f < sizes.length; f++) {
      variance /= (set >> f & 1) == 1 ? 1 : sizes[f];
    }
    return variance;
  }

  /**
   * ν MS/χ²(ν) of every set, so many times. Each χ² takes every one of as many equal shares of its
   * probability once, in a random order.
   */
  private static double[][] draws(double[] squares, int[] sizes) {
    SplitMix random = new SplitMix(SEED);
    double[][] draws = new double[DRAWS][squares.length];
    for (int set = 1; set < squares.length; set++) {
      int degrees = degrees(set, sizes);
      double[] quantiles =
          QUANTILES.computeIfAbsent(degrees, VarianceComponents::quantiles).clone();
      for (int i = DRAWS - 1; i >= 0; i--) {
        int j = random.below(i + 1);
        double taken = quantiles[j];
        quantiles[j] = quantiles[i];
        draws[i][set] = degrees * squares[set] / taken;
      }
    }
    return draws;
  }

  private static double[] quantiles(int degrees) {
    ChiSquaredDistribution chi = new ChiSquaredDistribution(degrees);
    return IntStream.range(0, DRAWS)
        .mapToDouble(i -> chi.inverseCumulativeProbability((i + 0.5) / DRAWS))
        .toArray();
  }

  private static Component component(
      List<String> factors, int set, double[] squares, int[] sizes, double[][] draws) {
    List<String> names = new ArrayList<>();
    for (int f = 0; f < sizes.length; f++) {
      if ((set >> f & 1) == 1) {
        names.add(factors.get(f));
      }
    }
    double[] variances =
        Arrays.stream(draws).mapToDouble(draw -> variance(set, draw, sizes)).sorted().toArray();
    return new Component(
        List.copyOf(names),
        degrees(set, sizes),
        squares[set],
        variance(set, squares, sizes),
        Math.max(0, variances[(int) (0.025 * (DRAWS - 1))]),
        Math.max(0, variances[(int) (0.975 * (DRAWS - 1))]));
  }
}
