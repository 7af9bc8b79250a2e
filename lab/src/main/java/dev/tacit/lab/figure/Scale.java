package dev.tacit.lab.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * How values become places on an axis, and where its ticks are. A place grows with the value; the
 * axis itself is then straight.
 */
public abstract sealed class Scale {

  /**
   * A tick.
   *
   * @param place on the axis
   * @param label or empty
   * @param major whether it has a grid line
   */
  public record Tick(double place, String label, boolean major) {}

  /** The place of a value; NaN if it has none. */
  public abstract double place(double value);

  /** Ticks between two places, about so many of them labelled. */
  abstract List<Tick> ticks(double low, double high, int about);

  /** What to say behind the axis's name, or empty. */
  String remark(double low, double high) {
    return "";
  }

  /** Round values between two others, at their places. */
  List<Tick> round(double from, double to, double step) {
    List<Tick> ticks = new ArrayList<>();
    for (long k = (long) Math.ceil(from / step); k * step <= to; k++) {
      ticks.add(new Tick(place(k * step), k == 0 ? "0" : rounded(k * step, step), true));
    }
    return ticks;
  }

  static String rounded(double value, double unit) {
    int exponent = Digits.exponent(value);
    if (exponent < -3 || exponent > 4) {
      int digits = Math.max(1, exponent - Digits.exponent(unit) + 1);
      return Digits.significant(value, digits);
    }
    int decimals = Math.max(0, -Digits.exponent(unit));
    return Digits.minus(String.format(Locale.ROOT, "%." + decimals + "f", value));
  }

  /** How a page's script inverts it: its name and its constant. */
  public abstract String script();

  /**
   * The scale for some values: logarithmic where they are positive (all but one in twenty) and span
   * more than a decade and a half; of both signs and so wide, logarithmic away from zero and
   * straight near it; else straight.
   */
  public static Scale of(double[] values) {
    double[] sizes = new double[values.length];
    int n = 0; // of sizes
    int zeros = 0;
    boolean negative = false;
    double smallest = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (double value : values) { // there may be millions
      if (value == 0) {
        zeros++;
      } else if (Double.isFinite(value)) {
        double size = Math.abs(value);
        negative |= value < 0;
        smallest = Math.min(smallest, size);
        largest = Math.max(largest, size);
        sizes[n++] = size;
      }
    }
    if (n == 0) {
      return new Linear();
    }
    if (!negative) {
      boolean wide = Math.log10(largest / smallest) > 1.5;
      return wide && 20 * zeros <= n + zeros ? new Log() : new Linear();
    }
    Arrays.sort(sizes, 0, n);
    double typical = sizes[n / 2];
    return Math.log10(largest / typical) > 1.5
        ? new Symlog(Math.pow(10, Math.floor(Math.log10(Math.max(typical / 10, largest * 1e-6)))))
        : new Linear();
  }

  /** The values of a setting, each with its tick; evenly on a logarithmic scale if that suits. */
  public static final class Settings extends Scale {
    private static final double LETTERS = 7; // that have room in a tick's share of the axis

    private final Scale base;
    private final double[] values;

    Settings(double[] values) {
      this.values = Arrays.stream(values).sorted().distinct().toArray();
      boolean wide =
          this.values[0] > 0 && this.values[this.values.length - 1] >= 4 * this.values[0];
      base = wide ? new Log() : new Linear();
    }

    @Override
    public double place(double value) {
      return base.place(value);
    }

    @Override
    List<Tick> ticks(double low, double high, int about) {
      double letter = (high - low) / about / LETTERS;
      List<Tick> labelled = new ArrayList<>();
      List<Tick> all =
          Arrays.stream(values)
              .mapToObj(value -> new Tick(place(value), Digits.setting(value), true))
              .filter(tick -> tick.place() >= low - 1e-9 && tick.place() <= high + 1e-9)
              .toList();
      all.stream() // short ones first: of 0.001, 0.003162 and 0.01 the round ones stay
          .sorted(Comparator.comparingInt((Tick tick) -> tick.label().length()))
          .filter(tick -> labelled.stream().allMatch(other -> fit(tick, other, letter)))
          .forEach(labelled::add);
      return all.stream()
          .map(tick -> labelled.contains(tick) ? tick : new Tick(tick.place(), "", true))
          .toList();
    }

    private static boolean fit(Tick one, Tick other, double letter) {
      double half = (one.label().length() + other.label().length()) / 2.0;
      return Math.abs(one.place() - other.place()) >= (half + 1) * letter;
    }

    @Override
    public String script() {
      return base.script();
    }
  }

  /** Places are the values. */
  public static final class Linear extends Scale {
    @Override
    public double place(double value) {
      return value;
    }

    @Override
    List<Tick> ticks(double low, double high, int about) {
      double step = step(high - low, about);
      int decimals = Math.max(0, -Digits.exponent(step));
      int power = power(low, high);
      List<Tick> ticks = new ArrayList<>();
      for (long k = (long) Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) {
        double value = k * step;
        String label =
            power == 0
                ? String.format(Locale.ROOT, "%." + decimals + "f", value)
                : scaled(value, step, power);
        ticks.add(new Tick(value, Digits.minus(label), true));
      }
      return ticks;
    }

    private static String scaled(double value, double step, int power) {
      int decimals = Math.max(0, power - Digits.exponent(step));
      return String.format(Locale.ROOT, "%." + decimals + "f", value / Math.pow(10, power));
    }

    /** A common power of ten for very large and very small numbers, or 0. */
    private static int power(double low, double high) {
      double size = Math.max(Math.abs(low), Math.abs(high));
      int exponent = Digits.exponent(size);
      return exponent < -3 || exponent > 5 ? exponent : 0;
    }

    @Override
    String remark(double low, double high) {
      int power = power(low, high);
      return power == 0 ? "" : "×10" + Digits.raised(power);
    }

    @Override
    public String script() {
      return "[\"linear\",0]";
    }

    /** 1, 2 or 5 times a power of ten, so that about a number of steps fill a width. */
    static double step(double width, int about) {
      double rough = width / about;
      double unit = Math.pow(10, Math.floor(Math.log10(rough)));
      double share = rough / unit;
      return unit * (share < 1.5 ? 1 : share < 3.5 ? 2 : share < 7.5 ? 5 : 10);
    }
  }

  /** Places are decimal logarithms; only positive values have one. */
  public static final class Log extends Scale {
    @Override
    public double place(double value) {
      return value > 0 ? Math.log10(value) : Double.NaN;
    }

    @Override
    List<Tick> ticks(double low, double high, int about) {
      int first = (int) Math.ceil(low - 1e-9);
      int last = (int) Math.floor(high + 1e-9);
      if (last - first < 1) {
        return narrow(low, high, about);
      }
      int every = Math.max(1, (int) Math.ceil((last - first + 1) / (about + 2.0)));
      boolean plain = first >= -3 && last <= 4;
      List<Tick> ticks = new ArrayList<>();
      for (int decade = first - 1; decade <= last; decade++) {
        if (decade >= first) {
          boolean labelled = Math.floorMod(decade, every) == 0;
          ticks.add(new Tick(decade, labelled ? label(decade, plain) : "", labelled));
        }
        for (int k = 2; k <= 9 && last - first <= 3; k++) {
          double place = decade + Math.log10(k);
          if (place >= low && place <= high) {
            ticks.add(new Tick(place, "", false));
          }
        }
      }
      return ticks;
    }

    /** For less than a decade or two: round values, at their logarithms. */
    private List<Tick> narrow(double low, double high, int about) {
      double from = Math.pow(10, low);
      double to = Math.pow(10, high);
      if (high - low < 0.6) {
        return round(from, to, Linear.step(to - from, Math.max(2, about - 1)));
      }
      List<Tick> ticks = new ArrayList<>();
      for (int decade = (int) Math.floor(low); decade <= high; decade++) {
        for (int k = 1; k <= 9; k++) {
          double place = decade + Math.log10(k);
          if (place >= low - 1e-9 && place <= high + 1e-9) {
            boolean major = k == 1 || k == 2 || k == 5 || (high - low < 1 && (k == 3 || k == 7));
            double unit = Math.pow(10, decade);
            ticks.add(new Tick(place, major ? rounded(k * unit, unit) : "", major));
          }
        }
      }
      return ticks;
    }

    private static String label(int decade, boolean plain) {
      return plain
          ? String.format(Locale.ROOT, "%." + Math.max(0, -decade) + "f", Math.pow(10, decade))
          : "10" + Digits.raised(decade);
    }

    @Override
    public String script() {
      return "[\"log\",0]";
    }
  }

  /** sign(v) log10(1 + |v|/c): straight near zero, logarithmic beyond c, for both signs. */
  public static final class Symlog extends Scale {
    private final double c;

    Symlog(double c) {
      this.c = c;
    }

    @Override
    public double place(double value) {
      return Math.signum(value) * Math.log10(1 + Math.abs(value) / c);
    }

    @Override
    List<Tick> ticks(double low, double high, int about) {
      int base = Digits.exponent(c);
      double reach = Math.max(Math.abs(low), Math.abs(high));
      int decades = (int) Math.ceil(reach);
      int every =
          Math.max(1, (int) Math.ceil(decades / (low < 0 && high > 0 ? about / 2.0 : about + 1.0)));
      boolean plain = base >= -3 && base + decades <= 4;
      List<Tick> ticks = new ArrayList<>();
      for (int k = decades; k >= 1; k--) {
        add(ticks, -1, base + k, (k - 1) % every == 0, plain, low, high);
      }
      if (low <= 0 && high >= 0) {
        ticks.add(new Tick(0, "0", true));
      }
      for (int k = 1; k <= decades; k++) {
        add(ticks, 1, base + k, (k - 1) % every == 0, plain, low, high);
      }
      return ticks.stream().filter(tick -> !tick.label().isEmpty()).count() < 2
          ? narrow(value(low), value(high), about)
          : ticks;
    }

    private double value(double place) {
      return Math.signum(place) * c * (Math.pow(10, Math.abs(place)) - 1);
    }

    /** For less than a decade. */
    private List<Tick> narrow(double from, double to, int about) {
      double step = Linear.step(to - from, Math.max(2, about - 1));
      return round(from - 1e-9 * step, to + 1e-9 * step, step); // the ends went through a logarithm
    }

    private void add(
        List<Tick> ticks,
        int sign,
        int decade,
        boolean labelled,
        boolean plain,
        double low,
        double high) {
      double place = place(sign * Math.pow(10, decade));
      if (place >= low && place <= high) {
        String label = labelled ? (sign < 0 ? "−" : "") + Log.label(decade, plain) : "";
        ticks.add(new Tick(place, label, labelled));
      }
    }

    @Override
    public String script() {
      return "[\"symlog\"," + c + "]";
    }
  }
}
