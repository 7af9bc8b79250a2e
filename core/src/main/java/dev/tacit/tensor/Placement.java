package dev.tacit.tensor;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptions;

/**
 * Where numbers live and in which format.
 *
 * @param precision float32 or float64
 * @param device LibTorch's name of the device: {@code cpu}, {@code cuda}, {@code cuda:1}
 */
public record Placement(Precision precision, String device) {

  /** float32 on the CPU, the default of training. */
  public static final Placement CPU_FLOAT32 = new Placement(Precision.FLOAT32, "cpu");

  /** float64 on the CPU, the rule for every theory check. */
  public static final Placement CPU_FLOAT64 = new Placement(Precision.FLOAT64, "cpu");

  /** Whether the numbers are in this machine's own memory. */
  public boolean onCpu() {
    return device.equals("cpu");
  }

  /** The options a LibTorch factory takes. */
  public TensorOptions options() {
    return new TensorOptions()
        .dtype(new ScalarTypeOptional(precision.scalarType()))
        .device(new DeviceOptional(new Device(device)));
  }
}
