package dev.tacit.network;

import dev.tacit.tensor.NativeLibrary;
import dev.tacit.tensor.Shape;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.global.torch;

/** The modules that modules.py saved. */
public final class ForeignModules {
  public static final int CLASSES = 3;

  private ForeignModules() {}

  static ForeignModule module(String name) {
    NativeLibrary.load();
    try (PointerScope scope = new PointerScope()) {
      Path file = Path.of(ForeignModules.class.getResource("modules/" + name + ".pt").toURI());
      JitModule loaded = torch.load(file.toString());
      return new ForeignModule(loaded, name + ".pt", name);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public static ForeignNetwork network(String name, boolean trained, int... input) {
    return new ForeignNetwork(module(name), Shape.of(input), CLASSES, trained);
  }
}
