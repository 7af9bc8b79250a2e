///usr/bin/env jbang "$0" "$@" ; exit $?
//DEPS dev.tacit:tacit-lab:0.1.0-SNAPSHOT
//RUNTIME_OPTIONS -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -Dorg.bytedeco.javacpp.maxphysicalbytes=0
// What does the width of a network change? Trains SGD and Adam at three widths, from three seeds each,
// into runs/, and says what the last epoch left. README.md says how to start it.
import dev.tacit.lab.experiment.*
import dev.tacit.lab.run.RunListener
import dev.tacit.lab.study.Study
import dev.tacit.lab.sweep.LocalEngine

for (int width : new int[] {4, 16, 64}) {
  var experiment = Experiment.read("""
      name: width-%d
      data: {name: gaussian-mixture, classes: 3, dimension: 8, separation: 3, trainExamples: 120, testExamples: 60}
      model: {name: mlp, depth: 2, width: %d}
      train: {batch: 10, epochs: 10}
      seeds: 3
      optimizers: {sgd: {lr: 0.05}, adam: {lr: 0.01}}
      probes: {preset: none, train/loss: every epoch, test/loss: every epoch, implicit/sgd: every epoch}
      """.formatted(width, width), "widths.jsh", List.of(), null);
  var place = Path.of("runs", experiment.name());
  try (var directory = ExperimentDirectory.open(place, experiment);
      var engine = new LocalEngine(2, new DataCache(), RunListener.SILENT, () -> false)) {
    engine.execute(directory);
  }
  for (String optimizer : List.of("sgd", "adam")) {
    var runs = Study.read(place).runs().stream().filter(run -> run.manifest().optimizer().equals(optimizer)).toList();
    for (String metric : List.of("test/loss", "implicit/sgd"))
      System.out.printf("width %d, %s, %s: %.6g%n", width, optimizer, metric,
          runs.stream().mapToDouble(run -> Study.curve(run, metric).measuredAt(10)).average().orElseThrow());
  }
}
/exit
