package dev.tacit.lab.experiment;

import dev.tacit.data.Sha256;
import dev.tacit.network.ForeignFault;
import dev.tacit.network.ForeignModule;
import dev.tacit.network.ForeignNetwork;
import dev.tacit.tensor.NativeLibrary;
import dev.tacit.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.global.torch;

/** A file that holds a network of a user's: a module that PyTorch saved as TorchScript. */
final class ModuleFile {
  private static final String HOW =
      "; in Python: torch.jit.script(model.eval()).save('model.pt'), or torch.jit.trace(model.eval(),"
          + " (x,)).save('model.pt')";
  private static final int PEEKED = 8;
  private static final int SHOWN = 4;

  private ModuleFile() {}

  /**
   * The SHA-256 of a module's file.
   *
   * @throws IllegalArgumentException if there is none, or it plainly is something else, saying what
   */
  static String identify(String file) {
    Path path = path(file);
    if (!Files.isRegularFile(path)) {
      throw new IllegalArgumentException(
          "there is no file '" + Node.shown(file) + "' (a module that PyTorch saved)");
    }
    try {
      String other = otherFormat(path);
      if (other != null) {
        throw new IllegalArgumentException(
            Node.shown(file) + " is " + other + "; expected a TorchScript module" + HOW);
      }
      return Sha256.of(path);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          Node.shown(file) + " cannot be read: " + e.getMessage(), e);
    }
  }

  static Path path(String file) {
    try {
      return Path.of(file);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("no file can be called '" + Node.shown(file) + "'", e);
    }
  }

  /** What else a file is; null if it may be TorchScript. */
  private static String otherFormat(Path file) throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(PEEKED);
    }
    String text = new String(start, StandardCharsets.ISO_8859_1);
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (text.startsWith("PK")) {
      return otherArchive(file);
    }
    if (start.length == 0) {
      return "empty";
    }
    if (start[0] == (byte) 0x80) {
      return "a pickle of Python objects (torch.save of PyTorch before 1.6), which only Python reads";
    }
    if (text.startsWith("\u0089HDF")) {
      return "HDF5, as Keras writes it";
    }
    if (name.endsWith(".onnx")) {
      return "ONNX, a graph without its derivatives";
    }
    if (name.endsWith(".safetensors") || (start.length == PEEKED && text.charAt(7) == 0)) {
      return "a file of weights (safetensors), which has no network in it: give it as weights";
    }
    StringBuilder bytes = new StringBuilder("a file that begins with the bytes");
    for (int i = 0; i < Math.min(SHOWN, start.length); i++) {
      bytes.append(String.format(Locale.ROOT, " %02x", start[i]));
    }
    return bytes.toString();
  }

  private static String otherArchive(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<String> names = zip.stream().map(ZipEntry::getName).toList();
      boolean code = names.stream().anyMatch(n -> n.contains("/code/"));
      boolean constants = names.stream().anyMatch(n -> n.endsWith("constants.pkl"));
      if (code || constants) {
        return null;
      }
      if (names.stream().anyMatch(n -> n.endsWith("archive_format") || n.contains("/models/"))
          || names.stream().anyMatch(n -> n.contains("serialized_exported_program"))) {
        return "an exported program (.pt2), which LibTorch alone does not run";
      }
      if (names.stream().anyMatch(n -> n.endsWith("/data.pkl"))) {
        return "a pickle of Python objects (torch.save), a state_dict or a module that only Python"
            + " reads";
      }
      if (names.stream().anyMatch(n -> n.endsWith(".npy"))) {
        return "an archive of NumPy arrays: weights or data, not a network";
      }
      return "a zip archive without code";
    } catch (java.util.zip.ZipException e) {
      return "a damaged zip archive (" + e.getMessage() + ")";
    }
  }

  /**
   * Loads a module for some data.
   *
   * @param sha256 that the file must have
   * @param trained whether it is run as in training
   * @throws IllegalArgumentException if it is not what it was, or cannot serve
   */
  static ForeignNetwork network(
      String file, String sha256, boolean trained, Shape input, int outputs) {
    NativeLibrary.load();
    try (PointerScope scope = new PointerScope()) {
      if (!sha256.equals(identify(file))) {
        throw new IllegalArgumentException(
            Node.shown(file) + " has changed: its SHA-256 is no longer " + sha256);
      }
      ForeignModule module =
          new ForeignModule(load(file), path(file).getFileName().toString(), sha256);
      try {
        return new ForeignNetwork(module, input, outputs, trained);
      } catch (RuntimeException e) {
        module.close();
        throw e;
      }
    }
  }

  private static JitModule load(String file) {
    try {
      return torch.load(file, new DeviceOptional(new Device("cpu")), false);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          Node.shown(file)
              + " cannot be loaded by LibTorch "
              + NativeLibrary.version()
              + ": "
              + ForeignFault.inShort(e),
          e);
    }
  }
}
